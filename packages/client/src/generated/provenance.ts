/** SHA-256 of the schema.graphql that the operations were checked against. */
export const schemaDigest = '1f0e6d10672d64a8522b70bf1dc993f8b6c84a67b2a057d0be3fe3b1ddb798d0';
