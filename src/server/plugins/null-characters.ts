import { GraphQLError, type ValidationRule } from 'graphql';
import type { Plugin } from 'graphql-yoga';

const nullCharacter = '\0';

function refusal(): GraphQLError {
  return new GraphQLError('Expected text without U+0000, which cannot be stored; leave that character out', {
    extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } },
  });
}

const literalsWithoutNull: ValidationRule = (context) => ({
  StringValue({ value }) {
    if (value.includes(nullCharacter)) context.reportError(refusal());
  },
});

/** Whether any text in a value of JSON holds U+0000, names of fields included. Uploaded files are no JSON: not looked into. */
function holdsNull(value: unknown): boolean {
  if (typeof value === 'string') return value.includes(nullCharacter);
  if (Array.isArray(value)) return value.some(holdsNull);
  if (value === null || typeof value !== 'object' || value instanceof Blob) return false;
  return Object.entries(value).some(([name, item]) => name.includes(nullCharacter) || holdsNull(item));
}

/** Refuses text with U+0000, in the document or its variables: PostgreSQL has no such character. */
export function useNullCharacterRefusal(): Plugin {
  return {
    onValidate({ addValidationRule }) {
      addValidationRule(literalsWithoutNull);
    },
    onExecute({ args, setResultAndStopExecution }) {
      if (holdsNull(args.variableValues)) setResultAndStopExecution({ errors: [refusal()] });
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      if (holdsNull(args.variableValues)) setResultAndStopExecution({ errors: [refusal()] });
    },
  };
}
