/** SHA-256 of the schema.graphql that the operations were checked against. */
export const schemaDigest = '3117d2d556101351efb69951e39889d9cf6f989b4bd60aec735c7323cc32ec7d';
