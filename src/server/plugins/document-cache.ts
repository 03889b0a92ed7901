import type { Plugin } from 'graphql-yoga';
import { DocumentCache } from '../document-cache.ts';

/**
 * Parses and validates a document once while it is in use. The last plugin that looks at documents, so that the limits of all
 * others hold for what it keeps.
 */
export function useDocumentCache(maxBytes: number): Plugin {
  const cache = new DocumentCache(maxBytes);
  return {
    onParse({ params, setParsedDocument }) {
      const known = cache.find(String(params.source));
      if (known) setParsedDocument(known);
    },
    onValidate({ params: { documentAST }, setResult }) {
      if (cache.isValid(documentAST)) return setResult([]);
      return ({ valid }) => {
        if (valid) cache.keep(documentAST);
      };
    },
  };
}
