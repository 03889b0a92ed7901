import { GraphQLError, NoSchemaIntrospectionCustomRule, type ValidationRule } from 'graphql';
import type { Plugin } from 'graphql-yoga';

export interface DocumentLimits {
  /** How many fields may have an alias: each asks for the same thing once more. */
  aliases: number;
  directives: number;
  /** Whether the schema may be asked for. */
  hasIntrospection: boolean;
}

function atMost(what: string, limit: number, nodes: (visit: () => void) => object): ValidationRule {
  return (context) => {
    let count = 0;
    const visit = () => {
      count += 1;
      if (count !== limit + 1) return;
      context.reportError(
        new GraphQLError(`Expected at most ${limit} ${what} in a document; ask in several`, {
          extensions: { code: 'OPERATION_TOO_COSTLY', measure: what, limit, http: { status: 400 } },
        }),
      );
    };
    return nodes(visit);
  };
}

/** Refuses documents that say too much, before anything of them runs. */
export function useDocumentLimits({ aliases, directives, hasIntrospection }: DocumentLimits): Plugin {
  return {
    onValidate({ addValidationRule }) {
      addValidationRule(
        atMost('aliases', aliases, (visit) => ({
          Field: (node: { alias?: object }) => node.alias && visit(),
        })),
      );
      addValidationRule(atMost('directives', directives, (visit) => ({ Directive: visit })));
      if (!hasIntrospection) addValidationRule(NoSchemaIntrospectionCustomRule);
    },
  };
}
