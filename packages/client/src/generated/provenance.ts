/** SHA-256 of the schema.graphql that the operations were checked against. */
export const schemaDigest = '37191ed10ee1bd262d99e9bcce6c04438f3b5fb83e8323504fdc2a0fb06cfc53';
