/**
 * The text of an operation, typed with its variables and its result. At run time it is plain text, so no parser is
 * needed.
 */
export interface Document<Data, Variables> {
  readonly text: string;
  /** Never set; only carries the types. */
  readonly types?: (variables: Variables) => Data;
}

export type DataOf<Operation> = Operation extends Document<infer Data, never> ? Data : never;
export type VariablesOf<Operation> = Operation extends Document<unknown, infer Variables> ? Variables : never;
