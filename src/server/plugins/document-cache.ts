import type { Plugin } from 'graphql-yoga';
import { DocumentCache } from '../document-cache.ts';

/**
 * Parses and validates a document once while it is in use. It is the last plugin for documents, so that all other
 * limits apply to cached documents.
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
