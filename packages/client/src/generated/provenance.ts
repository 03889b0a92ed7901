/** SHA-256 of the schema.graphql that the operations were checked against. */
export const schemaDigest = 'b39d90cd41db2f3f7028b20119e1c6e3face25860d88f23352a0d18836f52dda';
