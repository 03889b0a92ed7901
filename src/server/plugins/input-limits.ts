import { GraphQLError, type ValidationRule } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** Limits of an operation's variables. Literals in its document are bounded by the document's size. */
export interface InputLimits {
  /** Most items in a list. */
  items: number;
  /** Most values in total, including lists and objects. */
  values: number;
  /** Deepest nesting of lists and objects. */
  depth: number;
}

const nullCharacter = '\0';

function refusal(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } } });
}

function nullRefusal(): GraphQLError {
  return refusal('Expected text without U+0000, which cannot be stored; leave that character out');
}

const literalsWithoutNull: ValidationRule = (context) => ({
  StringValue({ value }) {
    if (value.includes(nullCharacter)) context.reportError(nullRefusal());
  },
});

/** Whether a value contains others. Uploaded files are not JSON and are not inspected. */
function isComposite(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}

/**
 * The problem with an operation's variables; null if there is none. It traverses them level by level instead of
 * recursively, so that deep nesting cannot overflow the stack.
 */
export function faultIn(variables: unknown, { items, values, depth }: InputLimits): GraphQLError | null {
  let level: unknown[] = [variables];
  for (let count = 0, nesting = 0; level.length > 0; nesting++) {
    count += level.length;
    if (count > values)
      return refusal(`Expected at most ${values} values in variables; send several requests`);
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value === 'string' && value.includes(nullCharacter)) return nullRefusal();
      if (!isComposite(value)) continue;
      if (nesting > depth) return refusal(`Expected variables nested at most ${depth} deep`);
      if (Array.isArray(value) && value.length > items) {
        return refusal(`Expected lists of at most ${items} items in variables, but received ${value.length}`);
      }
      for (const [name, item] of Object.entries(value)) {
        if (name.includes(nullCharacter)) return nullRefusal();
        next.push(item);
      }
    }
    level = next;
  }
  return null;
}

/** Rejects variables that would cost too much to validate, and text with U+0000, which PostgreSQL cannot store. */
export function useInputLimits(limits: InputLimits): Plugin {
  return {
    onValidate({ addValidationRule }) {
      addValidationRule(literalsWithoutNull);
    },
    onExecute({ args, setResultAndStopExecution }) {
      const fault = faultIn(args.variableValues, limits);
      if (fault) setResultAndStopExecution({ errors: [fault] });
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      const fault = faultIn(args.variableValues, limits);
      if (fault) setResultAndStopExecution({ errors: [fault] });
    },
  };
}
