/** The text of an operation. Types know what it takes and what it gives; at run time it is plain text, so that no parser is loaded. */
export interface Document<Data, Variables> {
  readonly text: string;
  /** Never there: it carries the types. */
  readonly types?: (variables: Variables) => Data;
}

export type DataOf<Operation> = Operation extends Document<infer Data, never> ? Data : never;
export type VariablesOf<Operation> = Operation extends Document<unknown, infer Variables> ? Variables : never;
