const { DRIFTSCAPE_URL = 'http://localhost:4000' } = process.env;

/** The server's URL without a slash at its end. DRIFTSCAPE_URL may be this, or the URL of the API: with `/graphql`. */
export const serverUrl = DRIFTSCAPE_URL.replace(/\/*(?:\/graphql\/*)?$/, '');
