/** A bucket, and how it is used. Region, endpoint and credentials are found by the AWS SDK. */
export interface S3Settings {
  bucket: string;
  /** What every object's name begins with, without a slash at its end; empty for the whole bucket. */
  prefix: string;
  /** Whether the bucket's name goes into the path of addresses. */
  isPathStyle: boolean;
  /** The endpoint under which clients reach the bucket, where it is another. */
  publicUrl?: string;
  /** Whether files pass through the server. */
  downloads: 'proxy' | 'redirect';
  uploads: 'proxy' | 'direct';
}

const address = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:\/[\w-][\w.-]*)*)\/?$/;

export function isS3Address(text: string): boolean {
  return address.test(text);
}

/** Takes an address such as `s3://bucket/prefix` apart. @throws Error for anything else */
export function parseS3Address(text: string): Pick<S3Settings, 'bucket' | 'prefix'> {
  const match = address.exec(text);
  if (!match)
    throw new Error(`Expected an address such as s3://bucket/prefix, but received ${JSON.stringify(text)}`);
  return { bucket: match[1], prefix: match[2].slice(1) };
}
