/** Content of the GraphQL editor when it is opened for the first time. */
export const firstOperation = `# Driftscape turns one landscape photo into a living, looping video.
#
# 1. Upload a photo from a shell; it answers with the image's id:
#
#    curl localhost:4000/graphql -H 'apollo-require-preflight: true' \\
#      -F operations='{"query":"mutation($file: Upload!) { uploadImage(input: { file: $file }) { ... on UploadImageSuccess { image { id } } ... on UserError { message } } }","variables":{"file":null}}' \\
#      -F map='{"0":["variables.file"]}' -F 0=@photo.jpg
#
# 2. Choose an operation with the play button. Variables: { "id": "…" }

# What is there
query Overview {
  images(first: 5) {
    nodes { id name widthPixels heightPixels url }
  }
  animations(first: 5) {
    nodes { id status progress video { url durationSeconds } poster { url } }
  }
  latentPresets(first: 20) {
    nodes { name kind label }
  }
}

# Animate an image
mutation Animate($id: ID!) {
  createAnimation(input: {
    imageId: $id
    settings: { widthPixels: 1280, durationSeconds: 4, motion: { position: 0.7 } }
  }) {
    ... on CreateAnimationSuccess { animation { id status queuePosition } }
    ... on UserError { code message path }
  }
}

# Watch it being made
subscription Watch($id: ID!) {
  animationEvents(id: $id) {
    __typename
    ... on AnimationEvent { sequence at }
    ... on AnimationSnapshot { status queuePosition framesDone framesTotal }
    ... on AnimationStageChanged { stage }
    ... on AnimationFrameRendered { framesDone framesTotal }
    ... on AnimationEnded { status failure { code message } animation { video { url } } }
    ... on UserError { code message }
  }
}
`;
