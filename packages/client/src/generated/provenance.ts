/** SHA-256 of the schema.graphql that the operations were checked against. */
export const schemaDigest = '6534311c88e514799667ab9f8544037627d4c43c2b5502a93531e5e2fb0e23a7';
