import { graphql } from './graphql.ts';

export const server = graphql(`
  query Server {
    serverInfo { limits { maxUploadBytes } }
  }
`);

export const motions = graphql(`
  query Motions($after: String) {
    latentPresets(first: 100, after: $after, filter: { kind: MOTION }) {
      nodes { name label }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

// Smaller pages: looks have many numbers, and an operation may cost so much.
export const lights = graphql(`
  query Lights($after: String) {
    latentPresets(first: 50, after: $after, filter: { kind: APPEARANCE }) {
      nodes {
        name
        label
        look {
          sky { mean heights }
          water { mean }
          land { mean }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export const createUpload = graphql(`
  mutation CreateUpload($input: CreateUploadInput!) {
    createUpload(input: $input) {
      __typename
      ... on CreateUploadSuccess { upload { id url method headers { name value } } }
      ... on UserError { message }
    }
  }
`);

export const completeUpload = graphql(`
  mutation CompleteUpload($id: ID!) {
    completeUpload(input: { uploadId: $id }) {
      __typename
      ... on CompleteUploadSuccess { image { id name widthPixels heightPixels url } }
      ... on UserError { message }
    }
  }
`);

export const image = graphql(`
  query Image($id: ID!) {
    image(id: $id) { id name widthPixels heightPixels url }
  }
`);

export const scene = graphql(`
  query Scene($id: ID!) {
    image(id: $id) {
      scene {
        regions { region areaShare maskUrl degrees speedPercent }
      }
    }
  }
`);

export const variants = graphql(`
  query Variants($id: ID!, $count: Int!, $settings: AnimationSettingsInput) {
    image(id: $id) {
      variants(count: $count, settings: $settings) { seed degrees speedPercent }
    }
  }
`);

export const draftAnimation = graphql(`
  mutation Draft($input: DraftAnimationInput!) {
    draftAnimation(input: $input) {
      __typename
      ... on DraftAnimationSuccess { draft { videoUrl widthPixels heightPixels tookMs } }
      ... on UserError { message path }
    }
  }
`);

export const createAnimation = graphql(`
  mutation Animate($input: CreateAnimationInput!) {
    createAnimation(input: $input) {
      __typename
      ... on CreateAnimationSuccess { animation { id } }
      ... on UserError { message path }
    }
  }
`);

export const cancelAnimation = graphql(`
  mutation Cancel($id: ID!) {
    cancelAnimation(input: { animationId: $id }) {
      __typename
      ... on UserError { message }
    }
  }
`);

export const animationEvents = graphql(`
  subscription AnimationEvents($id: ID!, $after: Int) {
    animationEvents(id: $id, after: $after) {
      __typename
      ... on AnimationEvent { sequence }
      ... on AnimationSnapshot { status stage queuePosition framesDone framesTotal }
      ... on AnimationQueuePositionChanged { queuePosition }
      ... on AnimationStageChanged { stage }
      ... on AnimationFrameRendered { framesDone framesTotal preview { dataUri } }
      ... on AnimationEnded {
        status
        failure { message }
        animation {
          id
          isReused
          video { url widthPixels heightPixels sizeBytes durationSeconds }
          poster { url }
          report { warnings { code message } stageSeconds { total } }
        }
      }
      ... on UserError { message }
    }
  }
`);
