/** SHA-256 of the schema.graphql that the operations were checked against. */
export const schemaDigest = 'a17cabe54d6adb345486f0eabc071dff65ecf27427b8a2337d95104ca6cd69ad';
