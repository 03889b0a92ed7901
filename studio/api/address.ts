/** Where the API is: beside the page, also where a proxy serves both below a path of its own. */
export const apiUrl = () => new URL('graphql', document.baseURI).href;

/**
 * A file or an upload, by way of the address that the page came from: the server may know itself under another one, which the page is
 * not allowed to ask.
 * @param url as the API gave it
 */
export function besidePage(url: string): string {
  const { pathname, search } = new URL(url, document.baseURI);
  const [path] = /(?:files|lights|uploads)\/.*$/.exec(pathname) ?? [pathname];
  return new URL(path + search, document.baseURI).href;
}
