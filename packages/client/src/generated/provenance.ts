/** SHA-256 of the schema.graphql that the operations were checked against. */
export const schemaDigest = '446858a418d4b9a5d33e1ce8d9d9d752332d016ed32403d610199bd242151d0d';
