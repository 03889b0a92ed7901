/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** Which animations to list; fields given together must all hold. */
export type AnimationFilter = {
  /** Only what was made at this instant or later. */
  createdAfter?: string | null | undefined;
  /** Only what was made before this instant. */
  createdBefore?: string | null | undefined;
  /** Only animations of the `Image` with this global id. */
  imageId?: string | null | undefined;
  /** True for published animations, false for others. */
  isPublished?: boolean | null | undefined;
  /** Only animations in one of these states. */
  status?: Array<AnimationStatus> | null | undefined;
};

/** How soon an animation wants its turn. All of a higher priority go before those of a lower one. */
export type AnimationPriority =
  /** Before all others. For keys of scope admin. */
  | 'HIGH'
  /** When nothing else waits. */
  | 'LOW'
  /** The default. */
  | 'NORMAL';

/** What the video shall look like. Every field may be left out. */
export type AnimationSettingsInput = {
  /** Points that stay where they are. At most 64. */
  anchors?: Array<PointInput> | null | undefined;
  /** How light and colours change. Default: they do not, the video keeps the photo's. */
  appearance?: AppearanceInput | null | undefined;
  /** A slow move of the whole picture that comes back to its start by the video's end. Default: it stands. */
  camera?: CameraInput | null | undefined;
  /**
   * Constant rate factor of the encoder, 1 (best) … 51 (worst). 0 counts as 1, as few programs play what it stands for: see `lossless`. Default: 20.
   * @deprecated Use `encoding.quality`, which means the same for every codec.
   */
  crf?: number | null | undefined;
  /** Where the flow of each step comes from. Default: STEADY. */
  drive?: Drive | null | undefined;
  /** Length of the video, 0.1…600. Default: 8. */
  durationSeconds?: number | null | undefined;
  /**
   * Speed of the encoder. Default: MEDIUM.
   * @deprecated Use `encoding.effort`, which means the same for every codec.
   */
  encoderPreset?: EncoderPreset | null | undefined;
  /** How the video is encoded. With `outputs`, what is said here is for those that say nothing. */
  encoding?: EncodingInput | null | undefined;
  /** Frames per second, 1…120. Default: 30. */
  fps?: number | null | undefined;
  /** Parts of the picture that stay as they are, whatever regions say. At most 16. */
  freeze?: Array<FreezeInput> | null | undefined;
  /** How the video loops. Default: SYMMETRIC. */
  loop?: LoopMode | null | undefined;
  /** Keeps every bit of the frames, whatever `crf` says. Browsers and many players refuse such a video; editing programs take it. Default: false. */
  lossless?: boolean | null | undefined;
  /** How things move. Default: position 0.7. */
  motion?: MotionInput | null | undefined;
  /** Which files are made, all from the same frames: sizes, crops, formats. Default: a video as `encoding` says, and a JPEG poster. */
  outputs?: OutputsInput | null | undefined;
  /** Parts of the picture and how each moves. Where they overlap, later ones win. At most 16. */
  regions?: Array<RegionInput> | null | undefined;
  /** Strength of the ripples on water, 0 (none) … 3 (rough); 1 is a breeze. Default: 1. */
  ripples?: number | null | undefined;
  /** Varies the motion near the chosen one, 0…4294967295; the same seed gives the same video. Default: no variation. */
  seed?: number | null | undefined;
  /**
   * Speed of motion, 0 (still) … 1: that of the networks times so much a frame. Default: that of the preset of motion if it has one, else 0.2.
   * @deprecated Use `speedPercent`, which means the same at every frame rate and size.
   */
  speed?: number | null | undefined;
  /** Mean speed of what is predicted to move, percent of the picture's width per second, up to 50, in place of `speed`. Default: what `speed` makes it. */
  speedPercent?: number | null | undefined;
  /** Width of the video, 64…7680. Both sides are even numbers, the height keeps the photo's aspect. Default: the photo's, scaled down to at most 1920 pixels a side and to what level 4.2 of H.264 holds. */
  widthPixels?: number | null | undefined;
};

/** What is being done to a running animation, in this order; stages may be skipped. */
export type AnimationStage =
  /** The photo is decoded. */
  | 'DECODING'
  /** Video and poster are completed and stored. */
  | 'FINISHING'
  /** The changes of light and colour are predicted. */
  | 'PREDICTING_APPEARANCE'
  /** The flow is predicted. */
  | 'PREDICTING_MOTION'
  /** Frames are rendered and encoded. */
  | 'RENDERING';

/** Where an animation is in its life. */
export type AnimationStatus =
  /** Has ended because it was canceled. */
  | 'CANCELED'
  /** Has ended without a video; `failure` tells why. */
  | 'FAILED'
  /** Waits for its turn. */
  | 'QUEUED'
  /** Is being rendered. */
  | 'RUNNING'
  /** Has ended; its video and poster are there. */
  | 'SUCCEEDED';

/** Which API keys to list; fields given together must all hold. */
export type ApiKeyFilter = {
  /** Only what was made at this instant or later. */
  createdAfter?: string | null | undefined;
  /** Only what was made before this instant. */
  createdBefore?: string | null | undefined;
  /** True for revoked ones, false for those that let their bearers in. */
  isRevoked?: boolean | null | undefined;
};

/** What an API key may do; each scope includes those before it. */
export type ApiKeyScope =
  /** Everything, API keys included. */
  | 'ADMIN'
  /** Queries, subscriptions, files. */
  | 'READ'
  /** Mutations as well, except those for administrators. */
  | 'WRITE';

/** How light and colours change over the video: exactly one of these. */
export type AppearanceInput =
  {   /** 1…256 latent codes spread evenly over the video, each 8 finite numbers, near a unit Gaussian. */
  codes: Array<Array<number>>; light?: never; position?: never; preset?: never; }
  |  { codes?: never;   /** Looks, and how the light goes through them. */
  light: LightInput; position?: never; preset?: never; }
  |  { codes?: never; light?: never;   /** A place 0…1 among the bundle's sequences of appearance. */
  position: number; preset?: never; }
  |  { codes?: never; light?: never; position?: never;   /** Name of a `LatentPreset` of kind APPEARANCE: one of the codebook stands for its codes, every other for its look, if it has one. */
  preset: string; };

/** A part of the picture: exactly one of these. */
export type AreaInput =
  {   /** Global id of an uploaded `Image`: white is in, black is out; what is transparent counts as black. It is needed as long as the animation is there. */
  mask: string; polygons?: never; region?: never; strokes?: never; }
  |  { mask?: never;   /** Polygons, filled by the even-odd rule: one that crosses itself has holes. At most 64, each of 3 points or more. At most 512 points of a line, 20,000 of all lines together. */
  polygons: Array<Array<PointInput>>; region?: never; strokes?: never; }
  |  { mask?: never; polygons?: never;   /** What the scene network finds of this. */
  region: FoundRegion; strokes?: never; }
  |  { mask?: never; polygons?: never; region?: never;   /** Strokes of a brush, drawn in order. At most 256. */
  strokes: Array<StrokeInput>; };

/** An arrow, or a path of several points. */
export type ArrowInput = {
  /** Where things go along, from the first point to the last. Two or more. At most 512 points of a line, 20,000 of all lines together. */
  points: Array<PointInput>;
  /** Mean speed, percent of the picture's width per second, up to 50. Default: that of its region. */
  speedPercent?: number | null | undefined;
};

/** What `blendLatentPresets` takes. */
export type BlendLatentPresetsInput = {
  /** A short description for people, 1…200 characters. Default: the name. */
  label?: string | null | undefined;
  /** Unique name of 1…64 small letters and digits with single dashes between them. */
  name: string;
  /** 1…16 presets of the same kind and bundle, one of their weights above 0. */
  sources: Array<BlendSourceInput>;
};

/** A preset in a blend. */
export type BlendSourceInput = {
  /** Its name. */
  preset: string;
  /** 0 or more; what counts is its share of the sum. */
  weight: number;
};

/** A slow move of the whole picture that comes back to its start by the video's end. */
export type CameraInput = {
  /** What it moves towards. Default: the middle. */
  towards?: PointInput | null | undefined;
  /** How much closer it comes, at its closest, more than 1 and up to 1.5: 1.1 shows 91 % of the width. */
  zoom: number;
};

/** What `cancelAnimation` takes. */
export type CancelAnimationInput = {
  /** Global id of the `Animation` to cancel. */
  animationId: string;
};

/** What `completeUpload` takes. */
export type CompleteUploadInput = {
  /** The `id` of an `ImageUpload`. */
  uploadId: string;
};

/** What `createAnimation` takes. */
export type CreateAnimationInput = {
  /** Makes the request safe to repeat: 1…255 printable ASCII characters, such as a UUID, unique among all clients. The same request under the same key gets the animation that the first made. */
  idempotencyKey?: string | null | undefined;
  /** Global id of the `Image` to animate. */
  imageId: string;
  /** How soon it shall have its turn. HIGH is for keys of scope admin, else FORBIDDEN. Default: NORMAL. */
  priority?: AnimationPriority | null | undefined;
  /** Whether a video that was already made from the same photo, settings and bundle will do: the animation then has SUCCEEDED at once. False renders it again. */
  reuse?: boolean | null | undefined;
  /** What the video shall look like; all defaults when left out. */
  settings?: AnimationSettingsInput | null | undefined;
};

/** What `createAnimationToken` takes. */
export type CreateAnimationTokenInput = {
  /** Global id of the `Animation` to let see. */
  animationId: string;
  /** How long, 10…3600; 300 by default. */
  lifetimeSeconds?: number | null | undefined;
};

/** What `createAnimations` takes. */
export type CreateAnimationsInput = {
  /** 1…50 animations, each as for `createAnimation`. */
  animations: Array<CreateAnimationInput>;
  /** Makes each animation once in each of these 1…12 lights, all different, with the same motion frame by frame, such as a day and a night: `companions` of one are the others. The settings then have no `appearance`. All videos together are 50 at most. Default: each animation once, as its settings say. */
  lights?: Array<HeldLightInput> | null | undefined;
};

/** What `createApiKey` takes. */
export type CreateApiKeyInput = {
  /** Animations it may create in a day (UTC), 1 or more; any number by default. */
  animationsPerDay?: number | null | undefined;
  /** What or who will use it, 1…100 characters. */
  name: string;
  /** Name of its project, 1…100 characters, which is made when there is none: for administrators of the first project, others get FORBIDDEN. Default: that of the key that asks. */
  project?: string | null | undefined;
  /** What it may do. */
  scope: ApiKeyScope;
  /** Bytes of photos it may upload in a day (UTC), 1 or more; any amount by default. */
  uploadBytesPerDay?: number | null | undefined;
};

/** What `createLatentPreset` takes. */
export type CreateLatentPresetInput = {
  /** A video from a camera that stands still, of at most 60 s and 50 MiB. For MOTION, how things move in its first 400 frames; for APPEARANCE, how its light changes from beginning to end, as in the time lapse of a day. It is not kept. */
  clip?: Blob | null | null | undefined;
  /** Codes of 8 numbers from -20 to 20, near a unit Gaussian: exactly one for motion, 1…256 for appearance. This, `imageId`, `pictures` or `clip`. */
  codes?: Array<Array<number>> | null | undefined;
  /** Global id of an `Image` whose light becomes the preset: its look and its latent code, for APPEARANCE. The image may be deleted afterwards. */
  imageId?: string | null | undefined;
  /** Motion or appearance. */
  kind: LatentPresetKind;
  /** A short description for people, 1…200 characters. Default: the name. */
  label?: string | null | undefined;
  /** Unique name of 1…64 small letters and digits with single dashes between them. */
  name: string;
  /** Of 2…12 pictures the light, one after the other: it becomes a light that changes, for APPEARANCE. Their times rise, or none has one. */
  pictures?: Array<PictureMomentInput> | null | undefined;
};

/** What `createUpload` takes. */
export type CreateUploadInput = {
  /** Its media type: `image/jpeg`, `image/png`, `image/webp`, `image/avif`, `image/tiff` or `image/gif`; empty where the client does not know it. Printable ASCII, 255 characters at most. */
  contentType: string;
  /** Makes the request safe to repeat: 1…255 printable ASCII characters, such as a UUID, unique among all clients. The same request under the same key gets the same upload under a new URL, and the same image when it is completed. */
  idempotencyKey?: string | null | undefined;
  /** The file's name; the last segment of a path, 255 characters at most, is kept. `photo` by default. */
  name?: string | null | undefined;
  /** Exact size of the file: 1 byte to `maxUploadBytes` of `serverInfo`. It counts against the quota of the key at once. */
  sizeBytes: number;
};

/** What `createWebhook` takes. */
export type CreateWebhookInput = {
  /** What it hears of, at least one; all by default. */
  events?: Array<WebhookEvent> | null | undefined;
  /** Where to send messages: an absolute http or https URL of at most 2,048 characters, without user name and password, on the public internet or on a host that the setting `FETCH_ALLOW` names. */
  url: string;
};

/** What `deleteAnimation` takes. */
export type DeleteAnimationInput = {
  /** Global id of the `Animation` to delete. */
  animationId: string;
};

/** What `deleteImage` takes. */
export type DeleteImageInput = {
  /** Global id of the `Image` to delete. */
  imageId: string;
  /** Whether the animations that need it, as their photo or as a mask, are deleted along with it; they must have ended. */
  withAnimations?: boolean | null | undefined;
};

/** What `deleteLatentPreset` takes. */
export type DeleteLatentPresetInput = {
  /** Global id of the `LatentPreset` to delete. */
  presetId: string;
};

/** What `deleteWebhook` takes. */
export type DeleteWebhookInput = {
  /** Global id of the `Webhook`. */
  webhookId: string;
};

/** What the networks ran on. */
export type Device =
  /** The processor. */
  | 'CPU'
  /** An NVIDIA GPU through CUDA. */
  | 'CUDA'
  /** A GPU through WebGPU. */
  | 'WEBGPU';

/** What `draftAnimation` takes. */
export type DraftAnimationInput = {
  /** Global id of the `Image` to animate. */
  imageId: string;
  /** Names what is being looked at, such as one of several takes, in at most 100 characters: a later draft of the same session ends this one. Default: all drafts of the key are one session. */
  session?: string | null | undefined;
  /** What the video shall look like; all defaults when left out. Size, frame rate and encoding are those of drafts, and of long videos 8 seconds are shown. */
  settings?: AnimationSettingsInput | null | undefined;
};

/** What a drawn area counts as. */
export type DrawnLike =
  /** It joins the mist. */
  | 'MIST'
  /** It joins the sky. */
  | 'SKY'
  /** It joins the water. */
  | 'WATER';

/** Where the flow of each step comes from. */
export type Drive =
  /** Each step predicts its flow from the frame before. */
  | 'RECURRENT'
  /** One flow field, predicted from the photo, moves the whole video. */
  | 'STEADY';

/** Speed of the video encoder: slower makes smaller files of the same quality. */
export type EncoderPreset =
  /** The x264 preset `fast`. */
  | 'FAST'
  /** The x264 preset `faster`. */
  | 'FASTER'
  /** The x264 preset `medium`. */
  | 'MEDIUM'
  /** The x264 preset `slow`. */
  | 'SLOW'
  /** The x264 preset `slower`. */
  | 'SLOWER'
  /** The x264 preset `superfast`. */
  | 'SUPERFAST'
  /** The x264 preset `ultrafast`. */
  | 'ULTRAFAST'
  /** The x264 preset `veryfast`. */
  | 'VERYFAST';

/** How long encoding may take for a smaller file. */
export type EncodingEffort =
  /** In between. */
  | 'BALANCED'
  /** Soon done, larger files. */
  | 'FAST'
  /** Takes long, smaller files of the same quality. */
  | 'SMALL';

/** How the one video is encoded. For more than one, see `outputs`. */
export type EncodingInput = {
  /** How long encoding may take for a smaller file. Default: BALANCED. */
  effort?: EncodingEffort | null | undefined;
  /** Container and codec. Default: MP4_H264. */
  format?: OutputFormat | null | undefined;
  /** 0 (worst) … 100 (best): 62 is the usual one of videos, 90 that of posters, and looks alike in every format. Default: 62. */
  quality?: number | null | undefined;
};

/** Why an animation failed. */
export type FailureCode =
  /** The preset came with the model bundle and cannot be changed. */
  | 'BUILT_IN_PRESET'
  /** A later draft of the same session was asked for. */
  | 'DRAFT_SUPERSEDED'
  /** The video could not be encoded. */
  | 'ENCODER_FAILED'
  /** The rendering process ended unexpectedly. */
  | 'ENGINE_CRASHED'
  /** The URL was not answered with a file. */
  | 'FETCH_FAILED'
  /** The idempotency key was used before, with another input. */
  | 'IDEMPOTENCY_CONFLICT'
  /** Animations depend on the image. */
  | 'IMAGE_IN_USE'
  /** The photo has too many bytes or too many pixels. */
  | 'IMAGE_TOO_LARGE'
  /** A defect of the service; its log has the details. */
  | 'INTERNAL'
  /** The model bundle is damaged or does not fit this version. */
  | 'INVALID_BUNDLE'
  /** The clip is no video, too long or too large, shakes, is cut every few frames, shows nothing that moves, or has a light that stays. */
  | 'INVALID_CLIP'
  /** The file is empty, truncated or not a picture. */
  | 'INVALID_IMAGE'
  /** An argument is out of its range or of the wrong shape. */
  | 'INVALID_INPUT'
  /** A setting is out of its range or of the wrong shape. */
  | 'INVALID_SETTINGS'
  /** The URL is malformed, or leads to where the service may not connect to. */
  | 'INVALID_URL'
  /** Something else has the name. */
  | 'NAME_TAKEN'
  /** The animation has already ended. */
  | 'NOT_CANCELABLE'
  /** The animation is queued or running. */
  | 'NOT_ENDED'
  /** No object has the given id. */
  | 'NOT_FOUND'
  /** The animation has neither failed nor been canceled. */
  | 'NOT_RETRYABLE'
  /** Too many animations of the same key wait in the queue. */
  | 'QUEUE_FULL'
  /** The rendering took longer than the server allows. */
  | 'RENDER_TIMED_OUT'
  /** There is no room left to store files. */
  | 'STORAGE_FULL'
  /** No preset has the given name. */
  | 'UNKNOWN_PRESET'
  /** The file is a picture of a kind that is not taken, such as HEIC or an animation. */
  | 'UNSUPPORTED_IMAGE'
  /** Nothing was sent to the address of the upload in time. */
  | 'UPLOAD_EXPIRED'
  /** Nothing was sent to the address of the upload yet. */
  | 'UPLOAD_MISSING'
  /** The video has more bytes than the server allows. */
  | 'VIDEO_TOO_LARGE';

/** A part of the picture that the scene network finds. */
export type FoundRegion =
  /** All that is none of the others. */
  | 'LAND'
  /** Mist and low clouds. */
  | 'MIST'
  /** The sky and what drifts in it. */
  | 'SKY'
  /** Lakes, rivers, the sea. */
  | 'WATER';

/** A part of the picture that stays as it is. */
export type FreezeInput = {
  /** Where it is. */
  area: AreaInput;
  /** Width of the soft edge of what is drawn, a share of the picture's width, 0…0.2. Default: 0.004. */
  feather?: number | null | undefined;
};

/** A light that a whole video is in. */
export type HeldLightInput = {
  /** `as-taken` for the photo's own light, or the name of a `LatentPreset` of kind APPEARANCE that has a look. */
  preset: string;
  /** How much of the look is taken on, 0 (none) … 1. Default: 1. */
  strength?: number | null | undefined;
};

/** Which images to list; fields given together must all hold. */
export type ImageFilter = {
  /** Only what was made at this instant or later. */
  createdAfter?: string | null | undefined;
  /** Only what was made before this instant. */
  createdBefore?: string | null | undefined;
  /** True for those that animations need, as their photo or as a mask; false for those that nothing depends on. */
  hasAnimations?: boolean | null | undefined;
};

/** What `importImage` takes. */
export type ImportImageInput = {
  /** Makes the request safe to repeat: 1…255 printable ASCII characters, such as a UUID, unique among all clients. The same request under the same key gets the image that the first made, without fetching the URL again. */
  idempotencyKey?: string | null | undefined;
  /** The file's name, of at most 255 characters; by default the last part of the URL's path. */
  name?: string | null | undefined;
  /** Where the photo is: an absolute http or https URL of at most 2,048 characters, without user name and password, on the public internet or on a host that the setting `FETCH_ALLOW` names. At most 3 redirects are followed; all of it must be there within 60 s. */
  url: string;
};

/** Which latent presets to list; fields given together must all hold. */
export type LatentPresetFilter = {
  /** Only what was made at this instant or later. */
  createdAfter?: string | null | undefined;
  /** Only what was made before this instant. */
  createdBefore?: string | null | undefined;
  /** True for those that came with the model bundle, false for those made since. */
  isBuiltIn?: boolean | null | undefined;
  /** Only presets of this kind. */
  kind?: LatentPresetKind | null | undefined;
};

/** What a preset describes. */
export type LatentPresetKind =
  /** A sequence of latent codes of appearance, such as an evening, or a look, or both. */
  | 'APPEARANCE'
  /** One latent code of motion. */
  | 'MOTION';

/** How the light goes through its looks. */
export type LightCourse =
  /** One look for all of the video: with the same motion, a photo gives a day and a night. */
  | 'HELD'
  /** To the last look, and straight on to where it began. */
  | 'ROUND'
  /** To the last look and back; where the video is no loop, there. */
  | 'THERE_AND_BACK';

/** Light by looks: the colours of the photo's sky, land and water are taken to those of each look. Unless a look stands at 0, the way begins at the photo's own light. */
export type LightInput = {
  /** How the light goes through the looks; HELD takes one. Default: THERE_AND_BACK. */
  course?: LightCourse | null | undefined;
  /** 1…12 looks, in order. */
  moments: Array<LightMomentInput>;
  /** How much of the looks is taken on, 0 (none) … 1. Default: 1. */
  strength?: number | null | undefined;
};

/** A look at a time. */
export type LightMomentInput = {
  /** When, as a share of the way: 0 (its beginning) … 1 (its end, or where it turns back). With times for all looks or for none. Default: evenly, one after the other. */
  at?: number | null | undefined;
  /** Name of a `LatentPreset` of kind APPEARANCE that has a look. */
  preset: string;
};

/** How the end of the video meets its beginning. */
export type LoopMode =
  /** Seamless: the end fades over into the beginning. */
  | 'CROSSFADE'
  /** No loop: the video starts at the photo and goes on. */
  | 'NONE'
  /** Seamless: two flows, forwards and backwards in time, blended; frame 0 is exactly the photo. */
  | 'SYMMETRIC';

/** How things move: exactly one of these. */
export type MotionInput =
  {   /** A latent code: 8 finite numbers, near a unit Gaussian. */
  code: Array<number>; position?: never; preset?: never; }
  |  { code?: never;   /** A place 0…1 in the model bundle's codebook of motions. */
  position: number; preset?: never; }
  |  { code?: never; position?: never;   /** Name of a `LatentPreset` of kind MOTION. */
  preset: string; };

/** Which part of the picture an output shows: the largest window of this aspect. All move alike. */
export type OutputCrop =
  /** 16 wide, 9 high: screens. */
  | 'LANDSCAPE_16_9'
  /** All of the picture. */
  | 'ORIGINAL'
  /** 4 wide, 5 high: feeds. */
  | 'PORTRAIT_4_5'
  /** 9 wide, 16 high: phones held upright. */
  | 'PORTRAIT_9_16'
  /** As wide as high. */
  | 'SQUARE_1_1';

/** What a file is: container and codec. `serverInfo.formats` lists those that this server makes. */
export type OutputFormat =
  /** animated AVIF. */
  | 'ANIMATED_AVIF'
  /** animated WebP. */
  | 'ANIMATED_WEBP'
  /** The first frame as AVIF. */
  | 'AVIF'
  /** GIF. */
  | 'GIF'
  /** The first frame as JPEG. */
  | 'JPEG'
  /** QuickTime with ProRes 422 HQ. */
  | 'MOV_PRORES'
  /** QuickTime with ProRes 4444. */
  | 'MOV_PRORES_4444'
  /** MP4 with AV1. */
  | 'MP4_AV1'
  /** MP4 with H.264. */
  | 'MP4_H264'
  /** MP4 with HEVC. */
  | 'MP4_HEVC'
  /** PNG frames in a ZIP. */
  | 'PNG_FRAMES'
  /** WebM with AV1. */
  | 'WEBM_AV1'
  /** WebM with VP9. */
  | 'WEBM_VP9'
  /** WebM with transparent VP9. */
  | 'WEBM_VP9_ALPHA'
  /** The first frame as WebP. */
  | 'WEBP';

/** A file to be made. */
export type OutputInput = {
  /** Bits of each channel, 8 or 10 where the format has them: 10 keep skies free of bands. Default: the format's usual one. */
  bitDepth?: number | null | undefined;
  /** Which part of the picture it shows. Default: ORIGINAL. */
  crop?: OutputCrop | null | undefined;
  /** How long encoding may take for a smaller file. Default: that of the settings. */
  effort?: EncodingEffort | null | undefined;
  /** What stays in the middle of the crop, as far as the picture goes. Where nobody says, the horizon, what stands out and what moves stay inside. */
  focus?: PointInput | null | undefined;
  /** Container and codec. */
  format: OutputFormat;
  /** Most bytes of the file, 10000…2147483647: quality falls until it fits. What cannot fit says by how much in `missedBudgetBytes`. Default: any. */
  maxBytes?: number | null | undefined;
  /** 0 (worst) … 100 (best): 62 is the usual one of videos, 90 that of posters, and looks alike in every format. Default: that of the settings. */
  quality?: number | null | undefined;
  /** Width of the file, 64…7680; the height follows the crop. Default: the photo's, scaled down to at most 1920 pixels a side and to what level 4.2 of H.264 holds. */
  widthPixels?: number | null | undefined;
};

/** Outputs that belong together. */
export type OutputSet =
  /** What a web page needs: MP4 with H.264 and with AV1 in up to three widths (640, 1280 and the full one, 1920 at most), and posters as JPEG, WebP and AVIF. `Animation.snippet` and `Animation.manifest` show them. */
  | 'WEB';

/** Which files are made, all of them from the same frames: exactly one of these. */
export type OutputsInput =
  {   /** 1…16 files, one of them a video: of one frame of all of them together at most 33.1776 megapixels. */
  list: Array<OutputInput>; set?: never; }
  |  { list?: never;   /** A set of outputs. */
  set: OutputSet; };

/** A picture whose light is wanted at a time. */
export type PictureMomentInput = {
  /** When, as a share of the way, 0…1. Default: evenly, one after the other. */
  at?: number | null | undefined;
  /** Global id of the `Image`; it may be deleted afterwards. */
  imageId: string;
};

/** A place in the picture. */
export type PointInput = {
  /** A share of the picture's width, 0 (left) … 1 (right). */
  x: number;
  /** A share of the picture's height, 0 (top) … 1 (bottom). */
  y: number;
};

/** What a warning is about. */
export type QualityWarningCode =
  /** The video comes back to its first frame in a short beat. */
  | 'BEATS'
  /** Two pictures of the clouds seem to lie over each other. */
  | 'DOUBLE_EXPOSURE'
  /** Land changes that should stand still. */
  | 'LAND_MOVES'
  /** No sky, water or mist was found, or nothing is seen to move. */
  | 'NOTHING_MOVES'
  /** A region that the settings name is not in the photo. */
  | 'REGION_NOT_FOUND'
  /** The step from the last frame to the first may be seen. */
  | 'SEAM'
  /** Parts of the textured sky do not move. */
  | 'SKY_STANDS'
  /** Parts of the textured water do not move. */
  | 'WATER_STANDS';

/** What `redeliverWebhook` takes. */
export type RedeliverWebhookInput = {
  /** Global id of the `WebhookDelivery`. */
  deliveryId: string;
};

/** A part of the picture and how it moves. */
export type RegionInput = {
  /** Where it is. */
  area: AreaInput;
  /** What a drawn area counts as: it joins what is found of that. Default: what is found there; land becomes a layer of its own. */
  as?: DrawnLike | null | undefined;
  /** Width of the soft edge of what is drawn, a share of the picture's width, 0…0.2. Default: 0.004. */
  feather?: number | null | undefined;
  /** How it moves. Default: as predicted. */
  motion?: RegionMotionInput | null | undefined;
  /** After how many seconds the motion starts over, 0.5…600; made to fit the video a whole number of times. Default: as fits the motion. */
  periodSeconds?: number | null | undefined;
  /** Mean speed, percent of the picture's width per second, up to 50. Default: the predicted one; 2 for directions and arrows. */
  speedPercent?: number | null | undefined;
  /** Strength of ripples and of swaying, 0…3: 1 is a breeze, 3 is rough. Default: 1. */
  strength?: number | null | undefined;
};

/** How a region moves: exactly one of these. */
export type RegionMotionInput =
  {   /** Along arrows and paths. At most 64. */
  arrows: Array<ArrowInput>; code?: never; degrees?: never; kind?: never; preset?: never; }
  |  { arrows?: never;   /** The predictor's, with this latent code. 8 finite numbers. */
  code: Array<number>; degrees?: never; kind?: never; preset?: never; }
  |  { arrows?: never; code?: never;   /** Straight on: 0 to the right, 90 up, 180 to the left, 270 down. From -360 to 360. */
  degrees: number; kind?: never; preset?: never; }
  |  { arrows?: never; code?: never; degrees?: never;   /** Without a direction. */
  kind: RegionMotionKind; preset?: never; }
  |  { arrows?: never; code?: never; degrees?: never; kind?: never;   /** The predictor's, with the code of a `LatentPreset` of kind MOTION. */
  preset: string; };

/** How a region moves, where no direction is given. */
export type RegionMotionKind =
  /** As the networks predict. */
  | 'PREDICTED'
  /** It stays where it is and ripples. */
  | 'RIPPLES'
  /** Not at all. */
  | 'STILL'
  /** To and fro, as trees, reeds and boats do, rooted at its lower end. */
  | 'SWAY';

/** What `renameImage` takes. */
export type RenameImageInput = {
  /** Global id of the `Image` to rename. */
  imageId: string;
  /** Its new name; the last segment of a path, 255 characters at most, is kept. */
  name: string;
};

/** What `retryAnimation` takes. */
export type RetryAnimationInput = {
  /** Global id of an `Animation` that has FAILED or been CANCELED. */
  animationId: string;
  /** Makes the request safe to repeat: 1…255 printable ASCII characters, such as a UUID, unique among all clients. The same request under the same key gets the animation that the first made. */
  idempotencyKey?: string | null | undefined;
};

/** What `revokeApiKey` takes. */
export type RevokeApiKeyInput = {
  /** The `id` of an `ApiKey`. */
  keyId: string;
  /** Whether all links that were made with it (`createFileLink`) end as well, as after a theft; by default they outlive it. */
  withFileLinks?: boolean | null | undefined;
};

/** What `rotateWebhookSecret` takes. */
export type RotateWebhookSecretInput = {
  /** Global id of the `Webhook`. */
  webhookId: string;
};

/** A stroke of a round brush. */
export type StrokeInput = {
  /** Whether it takes away from the strokes before it. Default: false. */
  erase?: boolean | null | undefined;
  /** Where it goes along. At most 512 points of a line, 20,000 of all lines together. */
  points: Array<PointInput>;
  /** Of the round brush, a share of the picture's width, up to 0.5. */
  radius: number;
};

/** What `testWebhook` takes. */
export type TestWebhookInput = {
  /** Global id of the `Webhook`. */
  webhookId: string;
};

/** What `updateLatentPreset` takes; what is left out stays. */
export type UpdateLatentPresetInput = {
  /** Codes of 8 numbers from -20 to 20, near a unit Gaussian: exactly one for motion, 1…256 for appearance. */
  codes?: Array<Array<number>> | null | undefined;
  /** A short description for people, 1…200 characters. */
  label?: string | null | undefined;
  /** Unique name of 1…64 small letters and digits with single dashes between them. */
  name?: string | null | undefined;
  /** Global id of the `LatentPreset` to change. */
  presetId: string;
};

/** What `updateWebhook` takes; what is left out stays. */
export type UpdateWebhookInput = {
  /** What it hears of, at least one. */
  events?: Array<WebhookEvent> | null | undefined;
  /** Whether messages are sent to it. */
  isEnabled?: boolean | null | undefined;
  /** Where to send messages: an absolute http or https URL of at most 2,048 characters, without user name and password, on the public internet or on a host that the setting `FETCH_ALLOW` names. */
  url?: string | null | undefined;
  /** Global id of the `Webhook`. */
  webhookId: string;
};

/** What `uploadImage` takes. */
export type UploadImageInput = {
  /** The photo, or a picture to be a mask: JPEG, PNG, WebP, AVIF, TIFF or a still GIF; it is recognised by its content, not its name. */
  file: Blob | null;
  /** Makes the request safe to repeat: 1…255 printable ASCII characters, such as a UUID, unique among all clients. The same request under the same key gets the image that the first made. */
  idempotencyKey?: string | null | undefined;
};

/** What kind of fault an expected error tells of. */
export type UserErrorCode =
  /** The preset came with the model bundle and cannot be changed. */
  | 'BUILT_IN_PRESET'
  /** A later draft of the same session was asked for. */
  | 'DRAFT_SUPERSEDED'
  /** The video could not be encoded. */
  | 'ENCODER_FAILED'
  /** The rendering process ended unexpectedly. */
  | 'ENGINE_CRASHED'
  /** The URL was not answered with a file. */
  | 'FETCH_FAILED'
  /** The idempotency key was used before, with another input. */
  | 'IDEMPOTENCY_CONFLICT'
  /** Animations depend on the image. */
  | 'IMAGE_IN_USE'
  /** The photo has too many bytes or too many pixels. */
  | 'IMAGE_TOO_LARGE'
  /** The model bundle is damaged or does not fit this version. */
  | 'INVALID_BUNDLE'
  /** The clip is no video, too long or too large, shakes, is cut every few frames, shows nothing that moves, or has a light that stays. */
  | 'INVALID_CLIP'
  /** The file is empty, truncated or not a picture. */
  | 'INVALID_IMAGE'
  /** An argument is out of its range or of the wrong shape. */
  | 'INVALID_INPUT'
  /** A setting is out of its range or of the wrong shape. */
  | 'INVALID_SETTINGS'
  /** The URL is malformed, or leads to where the service may not connect to. */
  | 'INVALID_URL'
  /** Something else has the name. */
  | 'NAME_TAKEN'
  /** The animation has already ended. */
  | 'NOT_CANCELABLE'
  /** The animation is queued or running. */
  | 'NOT_ENDED'
  /** No object has the given id. */
  | 'NOT_FOUND'
  /** The animation has neither failed nor been canceled. */
  | 'NOT_RETRYABLE'
  /** Too many animations of the same key wait in the queue. */
  | 'QUEUE_FULL'
  /** The rendering took longer than the server allows. */
  | 'RENDER_TIMED_OUT'
  /** There is no room left to store files. */
  | 'STORAGE_FULL'
  /** No preset has the given name. */
  | 'UNKNOWN_PRESET'
  /** The file is a picture of a kind that is not taken, such as HEIC or an animation. */
  | 'UNSUPPORTED_IMAGE'
  /** Nothing was sent to the address of the upload in time. */
  | 'UPLOAD_EXPIRED'
  /** Nothing was sent to the address of the upload yet. */
  | 'UPLOAD_MISSING'
  /** The video has more bytes than the server allows. */
  | 'VIDEO_TOO_LARGE';

/** Which deliveries to list; fields given together must all hold. */
export type WebhookDeliveryFilter = {
  /** Only those about the `Animation` with this global id. */
  animationId?: string | null | undefined;
  /** Only what was made at this instant or later. */
  createdAfter?: string | null | undefined;
  /** Only what was made before this instant. */
  createdBefore?: string | null | undefined;
  /** Only those in one of these states. */
  status?: Array<WebhookDeliveryStatus> | null | undefined;
  /** Only those to the `Webhook` with this global id. */
  webhookId?: string | null | undefined;
};

/** Where a delivery is. */
export type WebhookDeliveryStatus =
  /** Given up; `error` tells why. It can be sent again. */
  | 'FAILED'
  /** Waits for its first or its next attempt. */
  | 'PENDING'
  /** The receiver answered with a status 2xx. */
  | 'SUCCEEDED';

/** What a webhook can hear of. */
export type WebhookEvent =
  /** `animation.canceled`: it was canceled. */
  | 'ANIMATION_CANCELED'
  /** `animation.failed`: it ended without a video. */
  | 'ANIMATION_FAILED'
  /** `animation.succeeded`: video and poster are there. */
  | 'ANIMATION_SUCCEEDED';

/** Which webhooks to list; fields given together must all hold. */
export type WebhookFilter = {
  /** Only what was made at this instant or later. */
  createdAfter?: string | null | undefined;
  /** Only what was made before this instant. */
  createdBefore?: string | null | undefined;
  /** True for those that messages are sent to, false for disabled ones. */
  isEnabled?: boolean | null | undefined;
};

/** What a message is about. */
export type WebhookMessageType =
  /** `animation.canceled`: it was canceled. */
  | 'ANIMATION_CANCELED'
  /** `animation.failed`: it ended without a video. */
  | 'ANIMATION_FAILED'
  /** `animation.succeeded`: video and poster are there. */
  | 'ANIMATION_SUCCEEDED'
  /** `webhook.test`: nothing, it was asked for by `testWebhook`. */
  | 'WEBHOOK_TEST';

export type AnimationQueryVariables = Exact<{
  id: string;
}>;


export type AnimationQuery = { animation: { __typename: 'Animation', stage: AnimationStage | null, progress: number | null, framesDone: number, framesTotal: number, queuePosition: number | null, priority: AnimationPriority, attempts: number, createdAt: string, startedAt: string | null, finishedAt: string | null, nextAttemptAt: string | null, id: string, status: AnimationStatus, isReused: boolean, light: string | null, lastFault: { __typename: 'AnimationFailure', code: FailureCode, message: string, isRetryable: boolean } | null, image: { __typename: 'Image', id: string, name: string, widthPixels: number, heightPixels: number }, video: { __typename: 'Video', url: string, widthPixels: number, heightPixels: number, sizeBytes: number, frames: number, fps: number, durationSeconds: number } | null, poster: { __typename: 'Poster', url: string, widthPixels: number, heightPixels: number, sizeBytes: number } | null, failure: { __typename: 'AnimationFailure', code: FailureCode, message: string, isRetryable: boolean } | null } | null };

export type AnimationsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: AnimationFilter | null | undefined;
}>;


export type AnimationsQuery = { animations: { __typename: 'AnimationConnection', nodes: Array<{ __typename: 'Animation', stage: AnimationStage | null, progress: number | null, framesDone: number, framesTotal: number, queuePosition: number | null, priority: AnimationPriority, attempts: number, createdAt: string, startedAt: string | null, finishedAt: string | null, nextAttemptAt: string | null, id: string, status: AnimationStatus, isReused: boolean, light: string | null, lastFault: { __typename: 'AnimationFailure', code: FailureCode, message: string, isRetryable: boolean } | null, image: { __typename: 'Image', id: string, name: string, widthPixels: number, heightPixels: number }, video: { __typename: 'Video', url: string, widthPixels: number, heightPixels: number, sizeBytes: number, frames: number, fps: number, durationSeconds: number } | null, poster: { __typename: 'Poster', url: string, widthPixels: number, heightPixels: number, sizeBytes: number } | null, failure: { __typename: 'AnimationFailure', code: FailureCode, message: string, isRetryable: boolean } | null }>, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type CompanionsQueryVariables = Exact<{
  id: string;
}>;


export type CompanionsQuery = { animation: { __typename: 'Animation', id: string, companions: Array<{ __typename: 'AnimationCompanion', light: string | null, animation: { __typename: 'Animation', id: string, status: AnimationStatus, isReused: boolean, light: string | null, video: { __typename: 'Video', url: string, widthPixels: number, heightPixels: number, sizeBytes: number, frames: number, fps: number, durationSeconds: number } | null, poster: { __typename: 'Poster', url: string, widthPixels: number, heightPixels: number, sizeBytes: number } | null, failure: { __typename: 'AnimationFailure', code: FailureCode, message: string, isRetryable: boolean } | null } }> } | null };

export type ReportQueryVariables = Exact<{
  id: string;
}>;


export type ReportQuery = { animation: { __typename: 'Animation', id: string, report: { __typename: 'RenderReport', bundle: string, device: Device, renderer: string | null, encoder: string | null, peakRssBytes: number, warnings: Array<{ __typename: 'QualityWarning', code: QualityWarningCode, message: string }>, stageSeconds: { __typename: 'StageSeconds', decode: number, motion: number, appearance: number, render: number, encode: number, check: number | null, total: number }, quality: { __typename: 'QualityReport', firstFrameMaxAbsError: number, seamRatio: number, contrastKept: number, meanSpeedPixels: number, movingShare: number | null, movingChange: number | null, landChange: number | null, landMoving: number | null, deadSky: number | null, deadWater: number | null, shapesKept: number | null, seam: number | null, repeats: number | null } } | null } | null };

export type CreateAnimationMutationVariables = Exact<{
  input: CreateAnimationInput;
}>;


export type CreateAnimationMutation = { createAnimation:
    | { __typename: 'CreateAnimationSuccess', animation: { __typename: 'Animation', stage: AnimationStage | null, progress: number | null, framesDone: number, framesTotal: number, queuePosition: number | null, priority: AnimationPriority, attempts: number, createdAt: string, startedAt: string | null, finishedAt: string | null, nextAttemptAt: string | null, id: string, status: AnimationStatus, isReused: boolean, light: string | null, lastFault: { __typename: 'AnimationFailure', code: FailureCode, message: string, isRetryable: boolean } | null, image: { __typename: 'Image', id: string, name: string, widthPixels: number, heightPixels: number }, video: { __typename: 'Video', url: string, widthPixels: number, heightPixels: number, sizeBytes: number, frames: number, fps: number, durationSeconds: number } | null, poster: { __typename: 'Poster', url: string, widthPixels: number, heightPixels: number, sizeBytes: number } | null, failure: { __typename: 'AnimationFailure', code: FailureCode, message: string, isRetryable: boolean } | null } }
    | { __typename: 'IdempotencyConflictError', existingId: string, code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidSettingsError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'QueueFullError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'StorageFullError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'UnknownPresetError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type CreateAnimationsMutationVariables = Exact<{
  input: CreateAnimationsInput;
}>;


export type CreateAnimationsMutation = { createAnimations:
    | { __typename: 'CreateAnimationsSuccess', results: Array<{ __typename: 'CreateAnimationsItem', animation: { __typename: 'Animation', stage: AnimationStage | null, progress: number | null, framesDone: number, framesTotal: number, queuePosition: number | null, priority: AnimationPriority, attempts: number, createdAt: string, startedAt: string | null, finishedAt: string | null, nextAttemptAt: string | null, id: string, status: AnimationStatus, isReused: boolean, light: string | null, lastFault: { __typename: 'AnimationFailure', code: FailureCode, message: string, isRetryable: boolean } | null, image: { __typename: 'Image', id: string, name: string, widthPixels: number, heightPixels: number }, video: { __typename: 'Video', url: string, widthPixels: number, heightPixels: number, sizeBytes: number, frames: number, fps: number, durationSeconds: number } | null, poster: { __typename: 'Poster', url: string, widthPixels: number, heightPixels: number, sizeBytes: number } | null, failure: { __typename: 'AnimationFailure', code: FailureCode, message: string, isRetryable: boolean } | null } | null, error:
          | { __typename: 'BuiltInPresetError', code: UserErrorCode, message: string, path: Array<string> }
          | { __typename: 'DraftSupersededError', code: UserErrorCode, message: string, path: Array<string> }
          | { __typename: 'EngineCrashedError', code: UserErrorCode, message: string, path: Array<string> }
          | { __typename: 'FetchFailedError', code: UserErrorCode, message: string, path: Array<string> }
          | { __typename: 'IdempotencyConflictError', code: UserErrorCode, message: string, path: Array<string> }
          | { __typename: 'ImageInUseError', code: UserErrorCode, message: string, path: Array<string> }
          | { __typename: 'ImageTooLargeError', code: UserErrorCode, message: string, path: Array<string> }
          | { __typename: 'InvalidClipError', code: UserErrorCode, message: string, path: Array<string> }
          | { __typename: 'InvalidImageError', code: UserErrorCode, message: string, path: Array<string> }
          | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
          | { __typename: 'InvalidSettingsError', code: UserErrorCode, message: string, path: Array<string> }
          | { __typename: 'InvalidUrlError', code: UserErrorCode, message: string, path: Array<string> }
          | { __typename: 'NameTakenError', code: UserErrorCode, message: string, path: Array<string> }
          | { __typename: 'NotCancelableError', code: UserErrorCode, message: string, path: Array<string> }
          | { __typename: 'NotEndedError', code: UserErrorCode, message: string, path: Array<string> }
          | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
          | { __typename: 'NotRetryableError', code: UserErrorCode, message: string, path: Array<string> }
          | { __typename: 'QueueFullError', code: UserErrorCode, message: string, path: Array<string> }
          | { __typename: 'StorageFullError', code: UserErrorCode, message: string, path: Array<string> }
          | { __typename: 'UnknownPresetError', code: UserErrorCode, message: string, path: Array<string> }
          | { __typename: 'UnsupportedImageError', code: UserErrorCode, message: string, path: Array<string> }
          | { __typename: 'UploadExpiredError', code: UserErrorCode, message: string, path: Array<string> }
          | { __typename: 'UploadMissingError', code: UserErrorCode, message: string, path: Array<string> }
         | null }> }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'UnknownPresetError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type CancelAnimationMutationVariables = Exact<{
  input: CancelAnimationInput;
}>;


export type CancelAnimationMutation = { cancelAnimation:
    | { __typename: 'CancelAnimationSuccess', animation: { __typename: 'Animation', stage: AnimationStage | null, progress: number | null, framesDone: number, framesTotal: number, queuePosition: number | null, priority: AnimationPriority, attempts: number, createdAt: string, startedAt: string | null, finishedAt: string | null, nextAttemptAt: string | null, id: string, status: AnimationStatus, isReused: boolean, light: string | null, lastFault: { __typename: 'AnimationFailure', code: FailureCode, message: string, isRetryable: boolean } | null, image: { __typename: 'Image', id: string, name: string, widthPixels: number, heightPixels: number }, video: { __typename: 'Video', url: string, widthPixels: number, heightPixels: number, sizeBytes: number, frames: number, fps: number, durationSeconds: number } | null, poster: { __typename: 'Poster', url: string, widthPixels: number, heightPixels: number, sizeBytes: number } | null, failure: { __typename: 'AnimationFailure', code: FailureCode, message: string, isRetryable: boolean } | null } }
    | { __typename: 'NotCancelableError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type RetryAnimationMutationVariables = Exact<{
  input: RetryAnimationInput;
}>;


export type RetryAnimationMutation = { retryAnimation:
    | { __typename: 'IdempotencyConflictError', existingId: string, code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidSettingsError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NotRetryableError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'QueueFullError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'RetryAnimationSuccess', animation: { __typename: 'Animation', stage: AnimationStage | null, progress: number | null, framesDone: number, framesTotal: number, queuePosition: number | null, priority: AnimationPriority, attempts: number, createdAt: string, startedAt: string | null, finishedAt: string | null, nextAttemptAt: string | null, id: string, status: AnimationStatus, isReused: boolean, light: string | null, lastFault: { __typename: 'AnimationFailure', code: FailureCode, message: string, isRetryable: boolean } | null, image: { __typename: 'Image', id: string, name: string, widthPixels: number, heightPixels: number }, video: { __typename: 'Video', url: string, widthPixels: number, heightPixels: number, sizeBytes: number, frames: number, fps: number, durationSeconds: number } | null, poster: { __typename: 'Poster', url: string, widthPixels: number, heightPixels: number, sizeBytes: number } | null, failure: { __typename: 'AnimationFailure', code: FailureCode, message: string, isRetryable: boolean } | null } }
    | { __typename: 'StorageFullError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type DeleteAnimationMutationVariables = Exact<{
  input: DeleteAnimationInput;
}>;


export type DeleteAnimationMutation = { deleteAnimation:
    | { __typename: 'DeleteAnimationSuccess', deletedId: string }
    | { __typename: 'NotEndedError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type DraftAnimationMutationVariables = Exact<{
  input: DraftAnimationInput;
}>;


export type DraftAnimationMutation = { draftAnimation:
    | { __typename: 'DraftAnimationSuccess', draft: { __typename: 'Draft', videoUrl: string, widthPixels: number, heightPixels: number, frames: number, fps: number, durationSeconds: number, tookMs: number, expiresAt: string } }
    | { __typename: 'DraftSupersededError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'EngineCrashedError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidSettingsError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'StorageFullError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'UnknownPresetError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type CreateAnimationTokenMutationVariables = Exact<{
  input: CreateAnimationTokenInput;
}>;


export type CreateAnimationTokenMutation = { createAnimationToken:
    | { __typename: 'CreateAnimationTokenSuccess', animationToken: { __typename: 'AnimationToken', token: string, expiresAt: string } }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidSettingsError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type AnimationEventsSubscriptionVariables = Exact<{
  id: string;
  after?: number | null | undefined;
}>;


export type AnimationEventsSubscription = { animationEvents:
    | { __typename: 'AnimationEnded', sequence: number, at: string, status: AnimationStatus, failure: { __typename: 'AnimationFailure', code: FailureCode, message: string, isRetryable: boolean } | null, animation: { __typename: 'Animation', id: string, status: AnimationStatus, isReused: boolean, light: string | null, video: { __typename: 'Video', url: string, widthPixels: number, heightPixels: number, sizeBytes: number, frames: number, fps: number, durationSeconds: number } | null, poster: { __typename: 'Poster', url: string, widthPixels: number, heightPixels: number, sizeBytes: number } | null, failure: { __typename: 'AnimationFailure', code: FailureCode, message: string, isRetryable: boolean } | null } }
    | { __typename: 'AnimationFrameRendered', sequence: number, at: string, framesDone: number, framesTotal: number, progress: number, preview: { __typename: 'FramePreview', dataUri: string, widthPixels: number, heightPixels: number } | null }
    | { __typename: 'AnimationQueuePositionChanged', sequence: number, at: string, queuePosition: number | null }
    | { __typename: 'AnimationSnapshot', sequence: number, at: string, status: AnimationStatus, stage: AnimationStage | null, queuePosition: number | null, framesDone: number, framesTotal: number, isMissed: boolean, stall: { __typename: 'AnimationStall', since: string, takeoverAt: string } | null }
    | { __typename: 'AnimationStageChanged', sequence: number, at: string, stage: AnimationStage | null }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type QueueEventsSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type QueueEventsSubscription = { queueEvents:
    | { __typename: 'QueueChanged', sequence: number, at: string, queued: number, running: number, entered: Array<{ __typename: 'QueueEntry', animationId: string, status: AnimationStatus, queuePosition: number | null }>, changed: Array<{ __typename: 'QueueEntry', animationId: string, status: AnimationStatus, queuePosition: number | null }>, left: Array<{ __typename: 'QueueDeparture', animationId: string, status: AnimationStatus | null }> }
    | { __typename: 'QueueSnapshot', isMissed: boolean, sequence: number, at: string, queued: number, running: number, entries: Array<{ __typename: 'QueueEntry', animationId: string, status: AnimationStatus, queuePosition: number | null }> }
   };

type Fault_BuiltInPresetError_Fragment = { __typename: 'BuiltInPresetError', code: UserErrorCode, message: string, path: Array<string> };

type Fault_DraftSupersededError_Fragment = { __typename: 'DraftSupersededError', code: UserErrorCode, message: string, path: Array<string> };

type Fault_EngineCrashedError_Fragment = { __typename: 'EngineCrashedError', code: UserErrorCode, message: string, path: Array<string> };

type Fault_FetchFailedError_Fragment = { __typename: 'FetchFailedError', code: UserErrorCode, message: string, path: Array<string> };

type Fault_IdempotencyConflictError_Fragment = { __typename: 'IdempotencyConflictError', code: UserErrorCode, message: string, path: Array<string> };

type Fault_ImageInUseError_Fragment = { __typename: 'ImageInUseError', code: UserErrorCode, message: string, path: Array<string> };

type Fault_ImageTooLargeError_Fragment = { __typename: 'ImageTooLargeError', code: UserErrorCode, message: string, path: Array<string> };

type Fault_InvalidClipError_Fragment = { __typename: 'InvalidClipError', code: UserErrorCode, message: string, path: Array<string> };

type Fault_InvalidImageError_Fragment = { __typename: 'InvalidImageError', code: UserErrorCode, message: string, path: Array<string> };

type Fault_InvalidInputError_Fragment = { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> };

type Fault_InvalidSettingsError_Fragment = { __typename: 'InvalidSettingsError', code: UserErrorCode, message: string, path: Array<string> };

type Fault_InvalidUrlError_Fragment = { __typename: 'InvalidUrlError', code: UserErrorCode, message: string, path: Array<string> };

type Fault_NameTakenError_Fragment = { __typename: 'NameTakenError', code: UserErrorCode, message: string, path: Array<string> };

type Fault_NotCancelableError_Fragment = { __typename: 'NotCancelableError', code: UserErrorCode, message: string, path: Array<string> };

type Fault_NotEndedError_Fragment = { __typename: 'NotEndedError', code: UserErrorCode, message: string, path: Array<string> };

type Fault_NotFoundError_Fragment = { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> };

type Fault_NotRetryableError_Fragment = { __typename: 'NotRetryableError', code: UserErrorCode, message: string, path: Array<string> };

type Fault_QueueFullError_Fragment = { __typename: 'QueueFullError', code: UserErrorCode, message: string, path: Array<string> };

type Fault_StorageFullError_Fragment = { __typename: 'StorageFullError', code: UserErrorCode, message: string, path: Array<string> };

type Fault_UnknownPresetError_Fragment = { __typename: 'UnknownPresetError', code: UserErrorCode, message: string, path: Array<string> };

type Fault_UnsupportedImageError_Fragment = { __typename: 'UnsupportedImageError', code: UserErrorCode, message: string, path: Array<string> };

type Fault_UploadExpiredError_Fragment = { __typename: 'UploadExpiredError', code: UserErrorCode, message: string, path: Array<string> };

type Fault_UploadMissingError_Fragment = { __typename: 'UploadMissingError', code: UserErrorCode, message: string, path: Array<string> };

export type FaultFragment =
  | Fault_BuiltInPresetError_Fragment
  | Fault_DraftSupersededError_Fragment
  | Fault_EngineCrashedError_Fragment
  | Fault_FetchFailedError_Fragment
  | Fault_IdempotencyConflictError_Fragment
  | Fault_ImageInUseError_Fragment
  | Fault_ImageTooLargeError_Fragment
  | Fault_InvalidClipError_Fragment
  | Fault_InvalidImageError_Fragment
  | Fault_InvalidInputError_Fragment
  | Fault_InvalidSettingsError_Fragment
  | Fault_InvalidUrlError_Fragment
  | Fault_NameTakenError_Fragment
  | Fault_NotCancelableError_Fragment
  | Fault_NotEndedError_Fragment
  | Fault_NotFoundError_Fragment
  | Fault_NotRetryableError_Fragment
  | Fault_QueueFullError_Fragment
  | Fault_StorageFullError_Fragment
  | Fault_UnknownPresetError_Fragment
  | Fault_UnsupportedImageError_Fragment
  | Fault_UploadExpiredError_Fragment
  | Fault_UploadMissingError_Fragment
;

export type ImageFieldsFragment = { __typename: 'Image', id: string, name: string, createdAt: string, contentType: string, sizeBytes: number, widthPixels: number, heightPixels: number, sha256: string, url: string };

export type FailureFieldsFragment = { __typename: 'AnimationFailure', code: FailureCode, message: string, isRetryable: boolean };

export type ResultFieldsFragment = { __typename: 'Animation', id: string, status: AnimationStatus, isReused: boolean, light: string | null, video: { __typename: 'Video', url: string, widthPixels: number, heightPixels: number, sizeBytes: number, frames: number, fps: number, durationSeconds: number } | null, poster: { __typename: 'Poster', url: string, widthPixels: number, heightPixels: number, sizeBytes: number } | null, failure: { __typename: 'AnimationFailure', code: FailureCode, message: string, isRetryable: boolean } | null };

export type AnimationFieldsFragment = { __typename: 'Animation', stage: AnimationStage | null, progress: number | null, framesDone: number, framesTotal: number, queuePosition: number | null, priority: AnimationPriority, attempts: number, createdAt: string, startedAt: string | null, finishedAt: string | null, nextAttemptAt: string | null, id: string, status: AnimationStatus, isReused: boolean, light: string | null, lastFault: { __typename: 'AnimationFailure', code: FailureCode, message: string, isRetryable: boolean } | null, image: { __typename: 'Image', id: string, name: string, widthPixels: number, heightPixels: number }, video: { __typename: 'Video', url: string, widthPixels: number, heightPixels: number, sizeBytes: number, frames: number, fps: number, durationSeconds: number } | null, poster: { __typename: 'Poster', url: string, widthPixels: number, heightPixels: number, sizeBytes: number } | null, failure: { __typename: 'AnimationFailure', code: FailureCode, message: string, isRetryable: boolean } | null };

export type PresetFieldsFragment = { __typename: 'LatentPreset', id: string, name: string, label: string, kind: LatentPresetKind, codes: Array<Array<number>>, speed: number | null, isBuiltIn: boolean, bundle: string, createdAt: string };

export type WebhookFieldsFragment = { __typename: 'Webhook', id: string, url: string, events: Array<WebhookEvent>, isEnabled: boolean, disabledReason: string | null, createdAt: string };

export type DeliveryFieldsFragment = { __typename: 'WebhookDelivery', id: string, messageId: string, type: WebhookMessageType, status: WebhookDeliveryStatus, attempts: number, createdAt: string, lastAttemptAt: string | null, responseStatus: number | null, error: string | null };

export type ApiKeyFieldsFragment = { __typename: 'ApiKey', id: string, name: string, scope: ApiKeyScope, prefix: string, createdAt: string, lastUsedAt: string | null, revokedAt: string | null, animationsPerDay: number | null, uploadBytesPerDay: number | null };

export type PageFieldsFragment = { __typename: 'PageInfo', hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null };

export type ImageQueryVariables = Exact<{
  id: string;
}>;


export type ImageQuery = { image: { __typename: 'Image', id: string, name: string, createdAt: string, contentType: string, sizeBytes: number, widthPixels: number, heightPixels: number, sha256: string, url: string } | null };

export type ImagesQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: ImageFilter | null | undefined;
}>;


export type ImagesQuery = { images: { __typename: 'ImageConnection', nodes: Array<{ __typename: 'Image', id: string, name: string, createdAt: string, contentType: string, sizeBytes: number, widthPixels: number, heightPixels: number, sha256: string, url: string }>, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type SceneQueryVariables = Exact<{
  id: string;
}>;


export type SceneQuery = { image: { __typename: 'Image', id: string, scene: { __typename: 'Scene', widthPixels: number, heightPixels: number, horizon: number | null, regions: Array<{ __typename: 'SceneRegion', region: FoundRegion, areaShare: number, degrees: number | null, speedPercent: number | null, maskUrl: string, previewUrl: string }>, lights: Array<{ __typename: 'SceneLight', radius: number, at: { __typename: 'Point', x: number, y: number } }> } } | null };

export type VariantsQueryVariables = Exact<{
  id: string;
  count?: number | null | undefined;
  settings?: AnimationSettingsInput | null | undefined;
}>;


export type VariantsQuery = { image: { __typename: 'Image', id: string, variants: Array<{ __typename: 'Variant', seed: number, degrees: number | null, speedPercent: number | null }> } | null };

export type LightPreviewsQueryVariables = Exact<{
  id: string;
  presets?: Array<string> | string | null | undefined;
}>;


export type LightPreviewsQuery = { image: { __typename: 'Image', id: string, lightPreviews: Array<{ __typename: 'LightPreview', preset: string, dataUri: string, widthPixels: number, heightPixels: number }> | null } | null };

export type UploadImageMutationVariables = Exact<{
  input: UploadImageInput;
}>;


export type UploadImageMutation = { uploadImage:
    | { __typename: 'IdempotencyConflictError', existingId: string, code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'ImageTooLargeError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidImageError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'StorageFullError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'UnsupportedImageError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'UploadImageSuccess', image: { __typename: 'Image', id: string, name: string, createdAt: string, contentType: string, sizeBytes: number, widthPixels: number, heightPixels: number, sha256: string, url: string } }
   };

export type ImportImageMutationVariables = Exact<{
  input: ImportImageInput;
}>;


export type ImportImageMutation = { importImage:
    | { __typename: 'FetchFailedError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'IdempotencyConflictError', existingId: string, code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'ImageTooLargeError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'ImportImageSuccess', image: { __typename: 'Image', id: string, name: string, createdAt: string, contentType: string, sizeBytes: number, widthPixels: number, heightPixels: number, sha256: string, url: string } }
    | { __typename: 'InvalidImageError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidUrlError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'StorageFullError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'UnsupportedImageError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type CreateUploadMutationVariables = Exact<{
  input: CreateUploadInput;
}>;


export type CreateUploadMutation = { createUpload:
    | { __typename: 'CreateUploadSuccess', upload: { __typename: 'ImageUpload', id: string, url: string, method: string, expiresAt: string, headers: Array<{ __typename: 'HttpHeader', name: string, value: string }> } }
    | { __typename: 'IdempotencyConflictError', existingId: string, code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'ImageTooLargeError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'StorageFullError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'UnsupportedImageError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type CompleteUploadMutationVariables = Exact<{
  input: CompleteUploadInput;
}>;


export type CompleteUploadMutation = { completeUpload:
    | { __typename: 'CompleteUploadSuccess', image: { __typename: 'Image', id: string, name: string, createdAt: string, contentType: string, sizeBytes: number, widthPixels: number, heightPixels: number, sha256: string, url: string } }
    | { __typename: 'IdempotencyConflictError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'ImageTooLargeError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidImageError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'StorageFullError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'UnsupportedImageError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'UploadExpiredError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'UploadMissingError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type RenameImageMutationVariables = Exact<{
  input: RenameImageInput;
}>;


export type RenameImageMutation = { renameImage:
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'RenameImageSuccess', image: { __typename: 'Image', id: string, name: string, createdAt: string, contentType: string, sizeBytes: number, widthPixels: number, heightPixels: number, sha256: string, url: string } }
   };

export type DeleteImageMutationVariables = Exact<{
  input: DeleteImageInput;
}>;


export type DeleteImageMutation = { deleteImage:
    | { __typename: 'DeleteImageSuccess', deletedId: string, deletedAnimationIds: Array<string> }
    | { __typename: 'ImageInUseError', animationCount: number, code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NotEndedError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type LatentPresetsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: LatentPresetFilter | null | undefined;
}>;


export type LatentPresetsQuery = { latentPresets: { __typename: 'LatentPresetConnection', nodes: Array<{ __typename: 'LatentPreset', id: string, name: string, label: string, kind: LatentPresetKind, codes: Array<Array<number>>, speed: number | null, isBuiltIn: boolean, bundle: string, createdAt: string }>, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type LightsQueryVariables = Exact<{ [key: string]: never; }>;


export type LightsQuery = { lights: { __typename: 'Lights', all: Array<{ __typename: 'Light', name: string, label: string, description: string, variants: Array<{ __typename: 'LightVariant', preset: string, label: string }> }>, asTaken: Array<{ __typename: 'LightPicture', photo: string, url: string, widthPixels: number, heightPixels: number }> } };

export type CreateLatentPresetMutationVariables = Exact<{
  input: CreateLatentPresetInput;
}>;


export type CreateLatentPresetMutation = { createLatentPreset:
    | { __typename: 'CreateLatentPresetSuccess', latentPreset: { __typename: 'LatentPreset', id: string, name: string, label: string, kind: LatentPresetKind, codes: Array<Array<number>>, speed: number | null, isBuiltIn: boolean, bundle: string, createdAt: string } }
    | { __typename: 'EngineCrashedError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidClipError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NameTakenError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'StorageFullError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type UpdateLatentPresetMutationVariables = Exact<{
  input: UpdateLatentPresetInput;
}>;


export type UpdateLatentPresetMutation = { updateLatentPreset:
    | { __typename: 'BuiltInPresetError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NameTakenError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'UpdateLatentPresetSuccess', latentPreset: { __typename: 'LatentPreset', id: string, name: string, label: string, kind: LatentPresetKind, codes: Array<Array<number>>, speed: number | null, isBuiltIn: boolean, bundle: string, createdAt: string } }
   };

export type BlendLatentPresetsMutationVariables = Exact<{
  input: BlendLatentPresetsInput;
}>;


export type BlendLatentPresetsMutation = { blendLatentPresets:
    | { __typename: 'BlendLatentPresetsSuccess', latentPreset: { __typename: 'LatentPreset', id: string, name: string, label: string, kind: LatentPresetKind, codes: Array<Array<number>>, speed: number | null, isBuiltIn: boolean, bundle: string, createdAt: string } }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NameTakenError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'UnknownPresetError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type DeleteLatentPresetMutationVariables = Exact<{
  input: DeleteLatentPresetInput;
}>;


export type DeleteLatentPresetMutation = { deleteLatentPreset:
    | { __typename: 'BuiltInPresetError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'DeleteLatentPresetSuccess', deletedId: string }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type ServerInfoQueryVariables = Exact<{ [key: string]: never; }>;


export type ServerInfoQuery = { serverInfo: { __typename: 'ServerInfo', version: string, bundle: string, device: string, renderer: string, encoder: string, limits: { __typename: 'ServerLimits', maxUploadBytes: number, maxPixels: number, maxOutputBytes: number, maxPageSize: number, maxRenderSeconds: number | null, draftsPerMinute: number | null }, queue: { __typename: 'QueueInfo', queued: number, running: number } } };

export type ModelBundlesQueryVariables = Exact<{ [key: string]: never; }>;


export type ModelBundlesQuery = { modelBundles: Array<{ __typename: 'ModelBundle', bundle: string, name: string, version: string, checksum: string, licence: string, isNonCommercial: boolean, motionCount: number, appearanceCount: number }> };

export type ApiKeysQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: ApiKeyFilter | null | undefined;
}>;


export type ApiKeysQuery = { apiKeys: { __typename: 'ApiKeyConnection', nodes: Array<{ __typename: 'ApiKey', id: string, name: string, scope: ApiKeyScope, prefix: string, createdAt: string, lastUsedAt: string | null, revokedAt: string | null, animationsPerDay: number | null, uploadBytesPerDay: number | null }>, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type CreateApiKeyMutationVariables = Exact<{
  input: CreateApiKeyInput;
}>;


export type CreateApiKeyMutation = { createApiKey:
    | { __typename: 'CreateApiKeySuccess', secret: string, key: { __typename: 'ApiKey', id: string, name: string, scope: ApiKeyScope, prefix: string, createdAt: string, lastUsedAt: string | null, revokedAt: string | null, animationsPerDay: number | null, uploadBytesPerDay: number | null } }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidSettingsError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type RevokeApiKeyMutationVariables = Exact<{
  input: RevokeApiKeyInput;
}>;


export type RevokeApiKeyMutation = { revokeApiKey:
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'RevokeApiKeySuccess', key: { __typename: 'ApiKey', id: string, name: string, scope: ApiKeyScope, prefix: string, createdAt: string, lastUsedAt: string | null, revokedAt: string | null, animationsPerDay: number | null, uploadBytesPerDay: number | null } }
   };

export type WebhooksQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: WebhookFilter | null | undefined;
}>;


export type WebhooksQuery = { webhooks: { __typename: 'WebhookConnection', nodes: Array<{ __typename: 'Webhook', id: string, url: string, events: Array<WebhookEvent>, isEnabled: boolean, disabledReason: string | null, createdAt: string }>, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type WebhookDeliveriesQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: WebhookDeliveryFilter | null | undefined;
}>;


export type WebhookDeliveriesQuery = { webhookDeliveries: { __typename: 'WebhookDeliveryConnection', nodes: Array<{ __typename: 'WebhookDelivery', id: string, messageId: string, type: WebhookMessageType, status: WebhookDeliveryStatus, attempts: number, createdAt: string, lastAttemptAt: string | null, responseStatus: number | null, error: string | null, webhook: { __typename: 'Webhook', id: string }, animation: { __typename: 'Animation', id: string } | null }>, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type CreateWebhookMutationVariables = Exact<{
  input: CreateWebhookInput;
}>;


export type CreateWebhookMutation = { createWebhook:
    | { __typename: 'CreateWebhookSuccess', secret: string, webhook: { __typename: 'Webhook', id: string, url: string, events: Array<WebhookEvent>, isEnabled: boolean, disabledReason: string | null, createdAt: string } }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidUrlError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type UpdateWebhookMutationVariables = Exact<{
  input: UpdateWebhookInput;
}>;


export type UpdateWebhookMutation = { updateWebhook:
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidUrlError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'UpdateWebhookSuccess', webhook: { __typename: 'Webhook', id: string, url: string, events: Array<WebhookEvent>, isEnabled: boolean, disabledReason: string | null, createdAt: string } }
   };

export type RotateWebhookSecretMutationVariables = Exact<{
  input: RotateWebhookSecretInput;
}>;


export type RotateWebhookSecretMutation = { rotateWebhookSecret:
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'RotateWebhookSecretSuccess', secret: string, webhook: { __typename: 'Webhook', id: string, url: string, events: Array<WebhookEvent>, isEnabled: boolean, disabledReason: string | null, createdAt: string } }
   };

export type TestWebhookMutationVariables = Exact<{
  input: TestWebhookInput;
}>;


export type TestWebhookMutation = { testWebhook:
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'TestWebhookSuccess', delivery: { __typename: 'WebhookDelivery', id: string, messageId: string, type: WebhookMessageType, status: WebhookDeliveryStatus, attempts: number, createdAt: string, lastAttemptAt: string | null, responseStatus: number | null, error: string | null } }
   };

export type RedeliverWebhookMutationVariables = Exact<{
  input: RedeliverWebhookInput;
}>;


export type RedeliverWebhookMutation = { redeliverWebhook:
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'RedeliverWebhookSuccess', delivery: { __typename: 'WebhookDelivery', id: string, messageId: string, type: WebhookMessageType, status: WebhookDeliveryStatus, attempts: number, createdAt: string, lastAttemptAt: string | null, responseStatus: number | null, error: string | null } }
   };

export type DeleteWebhookMutationVariables = Exact<{
  input: DeleteWebhookInput;
}>;


export type DeleteWebhookMutation = { deleteWebhook:
    | { __typename: 'DeleteWebhookSuccess', deletedId: string }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
   };
