import { GraphQLError, NoSchemaIntrospectionCustomRule, type ValidationRule } from 'graphql';
import type { Plugin } from 'graphql-yoga';

export interface DocumentLimits {
  /** Most fields with an alias; each requests the same field again. */
  aliases: number;
  directives: number;
  /** Whether introspection is allowed. */
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

/** Rejects documents that exceed the limits before they run. */
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
