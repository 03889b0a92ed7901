/** URL of the API: relative to the page, so that it also works behind a proxy with a path prefix. */
export const apiUrl = () => new URL('graphql', document.baseURI).href;

/**
 * The URL of a file or an upload on the page's own origin: the server may give another public address, which the page
 * may not access.
 * @param url from the API
 */
export function onPageOrigin(url: string): string {
  const { pathname, search } = new URL(url, document.baseURI);
  const [path] = /(?:files|lights|uploads)\/.*$/.exec(pathname) ?? [pathname];
  return new URL(path + search, document.baseURI).href;
}
