import { printSchema } from 'graphql';
import { schema } from './schema.ts';

/** The schema as it is committed in `schema.graphql`; Pothos has sorted it, so its order is not the code's. */
export function printedSchema(): string {
  return `${printSchema(schema)}\n`;
}
