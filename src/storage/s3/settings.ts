/** A bucket and its options. Region, endpoint and credentials come from the AWS SDK. */
export interface S3Settings {
  bucket: string;
  /** Prefix of all object names, without a trailing slash; empty for the whole bucket. */
  prefix: string;
  /** Whether the bucket's name is part of the path of URLs. */
  isPathStyle: boolean;
  /** The endpoint under which clients reach the bucket, if different. */
  publicUrl?: string;
  /** Whether files pass through the server. */
  downloads: 'proxy' | 'redirect';
  uploads: 'proxy' | 'direct';
}

const address = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:\/[\w-][\w.-]*)*)\/?$/;

export function isS3Address(text: string): boolean {
  return address.test(text);
}

/** Parses an address such as `s3://bucket/prefix`. @throws Error for anything else */
export function parseS3Address(text: string): Pick<S3Settings, 'bucket' | 'prefix'> {
  const match = address.exec(text);
  if (!match)
    throw new Error(`Expected an address such as s3://bucket/prefix, but received ${JSON.stringify(text)}`);
  return { bucket: match[1], prefix: match[2].slice(1) };
}
