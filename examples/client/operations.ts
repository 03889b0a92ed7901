import { graphql } from './graphql.ts';

export const uploadImage = graphql(`
  mutation UploadImage($file: Upload!, $key: String!) {
    uploadImage(input: { file: $file, idempotencyKey: $key }) {
      __typename
      ... on UploadImageSuccess { image { id widthPixels heightPixels } }
      ... on UserError { message }
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
      ... on CompleteUploadSuccess { image { id } }
      ... on UserError { message }
    }
  }
`);

export const createAnimation = graphql(`
  mutation CreateAnimation($input: CreateAnimationInput!) {
    createAnimation(input: $input) {
      __typename
      ... on CreateAnimationSuccess { animation { id } }
      ... on UserError { message }
    }
  }
`);

export const createAnimationToken = graphql(`
  mutation CreateAnimationToken($id: ID!) {
    createAnimationToken(input: { animationId: $id, lifetimeSeconds: 3600 }) {
      __typename
      ... on CreateAnimationTokenSuccess { animationToken { token } }
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
        animation { video { url widthPixels heightPixels } poster { url } }
      }
      ... on UserError { message }
    }
  }
`);
