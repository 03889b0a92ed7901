import type { Document } from '../document.ts';
import type * as types from './types.ts';

export const animation: Document<types.AnimationQuery, types.AnimationQueryVariables> = {
  text: "query Animation($id:ID!){animation(id:$id){__typename ...AnimationFields}}fragment AnimationFields on Animation{__typename ...ResultFields stage progress framesDone framesTotal queuePosition priority attempts createdAt startedAt finishedAt nextAttemptAt lastFault{__typename ...FailureFields}image{__typename id name widthPixels heightPixels}}fragment ResultFields on Animation{__typename id status isReused light video{__typename url widthPixels heightPixels sizeBytes frames fps durationSeconds}poster{__typename url widthPixels heightPixels sizeBytes}failure{__typename ...FailureFields}}fragment FailureFields on AnimationFailure{__typename code message isRetryable}",
};

export const animations: Document<types.AnimationsQuery, types.AnimationsQueryVariables> = {
  text: "query Animations($first:Int$after:String$last:Int$before:String$filter:AnimationFilter){animations(first:$first after:$after last:$last before:$before filter:$filter){__typename nodes{__typename ...AnimationFields}pageInfo{__typename ...PageFields}}}fragment AnimationFields on Animation{__typename ...ResultFields stage progress framesDone framesTotal queuePosition priority attempts createdAt startedAt finishedAt nextAttemptAt lastFault{__typename ...FailureFields}image{__typename id name widthPixels heightPixels}}fragment ResultFields on Animation{__typename id status isReused light video{__typename url widthPixels heightPixels sizeBytes frames fps durationSeconds}poster{__typename url widthPixels heightPixels sizeBytes}failure{__typename ...FailureFields}}fragment FailureFields on AnimationFailure{__typename code message isRetryable}fragment PageFields on PageInfo{__typename hasNextPage hasPreviousPage startCursor endCursor}",
};

export const companions: Document<types.CompanionsQuery, types.CompanionsQueryVariables> = {
  text: "query Companions($id:ID!){animation(id:$id){__typename id companions{__typename light animation{__typename ...ResultFields}}}}fragment ResultFields on Animation{__typename id status isReused light video{__typename url widthPixels heightPixels sizeBytes frames fps durationSeconds}poster{__typename url widthPixels heightPixels sizeBytes}failure{__typename ...FailureFields}}fragment FailureFields on AnimationFailure{__typename code message isRetryable}",
};

export const report: Document<types.ReportQuery, types.ReportQueryVariables> = {
  text: "query Report($id:ID!){animation(id:$id){__typename id report{__typename bundle device renderer encoder peakRssBytes warnings{__typename code message}stageSeconds{__typename decode motion appearance render encode check total}quality{__typename firstFrameMaxAbsError seamRatio contrastKept meanSpeedPixels movingShare movingChange landChange landMoving deadSky deadWater shapesKept seam repeats}}}}",
};

export const createAnimation: Document<types.CreateAnimationMutation, types.CreateAnimationMutationVariables> = {
  text: "mutation CreateAnimation($input:CreateAnimationInput!){createAnimation(input:$input){__typename ...on CreateAnimationSuccess{animation{__typename ...AnimationFields}}...Fault ...on IdempotencyConflictError{existingId}}}fragment AnimationFields on Animation{__typename ...ResultFields stage progress framesDone framesTotal queuePosition priority attempts createdAt startedAt finishedAt nextAttemptAt lastFault{__typename ...FailureFields}image{__typename id name widthPixels heightPixels}}fragment ResultFields on Animation{__typename id status isReused light video{__typename url widthPixels heightPixels sizeBytes frames fps durationSeconds}poster{__typename url widthPixels heightPixels sizeBytes}failure{__typename ...FailureFields}}fragment FailureFields on AnimationFailure{__typename code message isRetryable}fragment Fault on UserError{__typename code message path}",
};

export const createAnimations: Document<types.CreateAnimationsMutation, types.CreateAnimationsMutationVariables> = {
  text: "mutation CreateAnimations($input:CreateAnimationsInput!){createAnimations(input:$input){__typename ...on CreateAnimationsSuccess{results{__typename animation{__typename ...AnimationFields}error{__typename ...Fault}}}...Fault}}fragment AnimationFields on Animation{__typename ...ResultFields stage progress framesDone framesTotal queuePosition priority attempts createdAt startedAt finishedAt nextAttemptAt lastFault{__typename ...FailureFields}image{__typename id name widthPixels heightPixels}}fragment ResultFields on Animation{__typename id status isReused light video{__typename url widthPixels heightPixels sizeBytes frames fps durationSeconds}poster{__typename url widthPixels heightPixels sizeBytes}failure{__typename ...FailureFields}}fragment FailureFields on AnimationFailure{__typename code message isRetryable}fragment Fault on UserError{__typename code message path}",
};

export const cancelAnimation: Document<types.CancelAnimationMutation, types.CancelAnimationMutationVariables> = {
  text: "mutation CancelAnimation($input:CancelAnimationInput!){cancelAnimation(input:$input){__typename ...on CancelAnimationSuccess{animation{__typename ...AnimationFields}}...Fault}}fragment AnimationFields on Animation{__typename ...ResultFields stage progress framesDone framesTotal queuePosition priority attempts createdAt startedAt finishedAt nextAttemptAt lastFault{__typename ...FailureFields}image{__typename id name widthPixels heightPixels}}fragment ResultFields on Animation{__typename id status isReused light video{__typename url widthPixels heightPixels sizeBytes frames fps durationSeconds}poster{__typename url widthPixels heightPixels sizeBytes}failure{__typename ...FailureFields}}fragment FailureFields on AnimationFailure{__typename code message isRetryable}fragment Fault on UserError{__typename code message path}",
};

export const retryAnimation: Document<types.RetryAnimationMutation, types.RetryAnimationMutationVariables> = {
  text: "mutation RetryAnimation($input:RetryAnimationInput!){retryAnimation(input:$input){__typename ...on RetryAnimationSuccess{animation{__typename ...AnimationFields}}...Fault ...on IdempotencyConflictError{existingId}}}fragment AnimationFields on Animation{__typename ...ResultFields stage progress framesDone framesTotal queuePosition priority attempts createdAt startedAt finishedAt nextAttemptAt lastFault{__typename ...FailureFields}image{__typename id name widthPixels heightPixels}}fragment ResultFields on Animation{__typename id status isReused light video{__typename url widthPixels heightPixels sizeBytes frames fps durationSeconds}poster{__typename url widthPixels heightPixels sizeBytes}failure{__typename ...FailureFields}}fragment FailureFields on AnimationFailure{__typename code message isRetryable}fragment Fault on UserError{__typename code message path}",
};

export const deleteAnimation: Document<types.DeleteAnimationMutation, types.DeleteAnimationMutationVariables> = {
  text: "mutation DeleteAnimation($input:DeleteAnimationInput!){deleteAnimation(input:$input){__typename ...on DeleteAnimationSuccess{deletedId}...Fault}}fragment Fault on UserError{__typename code message path}",
};

export const draftAnimation: Document<types.DraftAnimationMutation, types.DraftAnimationMutationVariables> = {
  text: "mutation DraftAnimation($input:DraftAnimationInput!){draftAnimation(input:$input){__typename ...on DraftAnimationSuccess{draft{__typename videoUrl widthPixels heightPixels frames fps durationSeconds tookMs expiresAt}}...Fault}}fragment Fault on UserError{__typename code message path}",
};

export const createAnimationToken: Document<types.CreateAnimationTokenMutation, types.CreateAnimationTokenMutationVariables> = {
  text: "mutation CreateAnimationToken($input:CreateAnimationTokenInput!){createAnimationToken(input:$input){__typename ...on CreateAnimationTokenSuccess{animationToken{__typename token expiresAt}}...Fault}}fragment Fault on UserError{__typename code message path}",
};

export const animationEvents: Document<types.AnimationEventsSubscription, types.AnimationEventsSubscriptionVariables> = {
  text: "subscription AnimationEvents($id:ID!$after:Int){animationEvents(id:$id after:$after){__typename ...on AnimationEvent{sequence at}...on AnimationSnapshot{status stage queuePosition framesDone framesTotal isMissed stall{__typename since takeoverAt}}...on AnimationQueuePositionChanged{queuePosition}...on AnimationStageChanged{stage}...on AnimationFrameRendered{framesDone framesTotal progress preview{__typename dataUri widthPixels heightPixels}}...on AnimationEnded{status failure{__typename ...FailureFields}animation{__typename ...ResultFields}}...on UserError{code message path}}}fragment FailureFields on AnimationFailure{__typename code message isRetryable}fragment ResultFields on Animation{__typename id status isReused light video{__typename url widthPixels heightPixels sizeBytes frames fps durationSeconds}poster{__typename url widthPixels heightPixels sizeBytes}failure{__typename ...FailureFields}}",
};

export const queueEvents: Document<types.QueueEventsSubscription, types.QueueEventsSubscriptionVariables> = {
  text: "subscription QueueEvents{queueEvents{__typename sequence at queued running ...on QueueSnapshot{isMissed entries{__typename animationId status queuePosition}}...on QueueChanged{entered{__typename animationId status queuePosition}changed{__typename animationId status queuePosition}left{__typename animationId status}}}}",
};

export const image: Document<types.ImageQuery, types.ImageQueryVariables> = {
  text: "query Image($id:ID!){image(id:$id){__typename ...ImageFields}}fragment ImageFields on Image{__typename id name createdAt contentType sizeBytes widthPixels heightPixels sha256 url}",
};

export const images: Document<types.ImagesQuery, types.ImagesQueryVariables> = {
  text: "query Images($first:Int$after:String$last:Int$before:String$filter:ImageFilter){images(first:$first after:$after last:$last before:$before filter:$filter){__typename nodes{__typename ...ImageFields}pageInfo{__typename ...PageFields}}}fragment ImageFields on Image{__typename id name createdAt contentType sizeBytes widthPixels heightPixels sha256 url}fragment PageFields on PageInfo{__typename hasNextPage hasPreviousPage startCursor endCursor}",
};

export const scene: Document<types.SceneQuery, types.SceneQueryVariables> = {
  text: "query Scene($id:ID!){image(id:$id){__typename id scene{__typename widthPixels heightPixels horizon regions{__typename region areaShare degrees speedPercent maskUrl previewUrl}lights{__typename at{__typename x y}radius}}}}",
};

export const variants: Document<types.VariantsQuery, types.VariantsQueryVariables> = {
  text: "query Variants($id:ID!$count:Int$settings:AnimationSettingsInput){image(id:$id){__typename id variants(count:$count settings:$settings){__typename seed degrees speedPercent}}}",
};

export const lightPreviews: Document<types.LightPreviewsQuery, types.LightPreviewsQueryVariables> = {
  text: "query LightPreviews($id:ID!$presets:[String!]){image(id:$id){__typename id lightPreviews(presets:$presets){__typename preset dataUri widthPixels heightPixels}}}",
};

export const uploadImage: Document<types.UploadImageMutation, types.UploadImageMutationVariables> = {
  text: "mutation UploadImage($input:UploadImageInput!){uploadImage(input:$input){__typename ...on UploadImageSuccess{image{__typename ...ImageFields}}...Fault ...on IdempotencyConflictError{existingId}}}fragment ImageFields on Image{__typename id name createdAt contentType sizeBytes widthPixels heightPixels sha256 url}fragment Fault on UserError{__typename code message path}",
};

export const importImage: Document<types.ImportImageMutation, types.ImportImageMutationVariables> = {
  text: "mutation ImportImage($input:ImportImageInput!){importImage(input:$input){__typename ...on ImportImageSuccess{image{__typename ...ImageFields}}...Fault ...on IdempotencyConflictError{existingId}}}fragment ImageFields on Image{__typename id name createdAt contentType sizeBytes widthPixels heightPixels sha256 url}fragment Fault on UserError{__typename code message path}",
};

export const createUpload: Document<types.CreateUploadMutation, types.CreateUploadMutationVariables> = {
  text: "mutation CreateUpload($input:CreateUploadInput!){createUpload(input:$input){__typename ...on CreateUploadSuccess{upload{__typename id url method headers{__typename name value}expiresAt}}...Fault ...on IdempotencyConflictError{existingId}}}fragment Fault on UserError{__typename code message path}",
};

export const completeUpload: Document<types.CompleteUploadMutation, types.CompleteUploadMutationVariables> = {
  text: "mutation CompleteUpload($input:CompleteUploadInput!){completeUpload(input:$input){__typename ...on CompleteUploadSuccess{image{__typename ...ImageFields}}...Fault}}fragment ImageFields on Image{__typename id name createdAt contentType sizeBytes widthPixels heightPixels sha256 url}fragment Fault on UserError{__typename code message path}",
};

export const renameImage: Document<types.RenameImageMutation, types.RenameImageMutationVariables> = {
  text: "mutation RenameImage($input:RenameImageInput!){renameImage(input:$input){__typename ...on RenameImageSuccess{image{__typename ...ImageFields}}...Fault}}fragment ImageFields on Image{__typename id name createdAt contentType sizeBytes widthPixels heightPixels sha256 url}fragment Fault on UserError{__typename code message path}",
};

export const deleteImage: Document<types.DeleteImageMutation, types.DeleteImageMutationVariables> = {
  text: "mutation DeleteImage($input:DeleteImageInput!){deleteImage(input:$input){__typename ...on DeleteImageSuccess{deletedId deletedAnimationIds}...Fault ...on ImageInUseError{animationCount}}}fragment Fault on UserError{__typename code message path}",
};

export const latentPresets: Document<types.LatentPresetsQuery, types.LatentPresetsQueryVariables> = {
  text: "query LatentPresets($first:Int$after:String$last:Int$before:String$filter:LatentPresetFilter){latentPresets(first:$first after:$after last:$last before:$before filter:$filter){__typename nodes{__typename ...PresetFields}pageInfo{__typename ...PageFields}}}fragment PresetFields on LatentPreset{__typename id name label kind codes speed isBuiltIn bundle createdAt}fragment PageFields on PageInfo{__typename hasNextPage hasPreviousPage startCursor endCursor}",
};

export const lights: Document<types.LightsQuery, types.LightsQueryVariables> = {
  text: "query Lights{lights{__typename all{__typename name label description variants{__typename preset label}}asTaken{__typename photo url widthPixels heightPixels}}}",
};

export const createLatentPreset: Document<types.CreateLatentPresetMutation, types.CreateLatentPresetMutationVariables> = {
  text: "mutation CreateLatentPreset($input:CreateLatentPresetInput!){createLatentPreset(input:$input){__typename ...on CreateLatentPresetSuccess{latentPreset{__typename ...PresetFields}}...Fault}}fragment PresetFields on LatentPreset{__typename id name label kind codes speed isBuiltIn bundle createdAt}fragment Fault on UserError{__typename code message path}",
};

export const updateLatentPreset: Document<types.UpdateLatentPresetMutation, types.UpdateLatentPresetMutationVariables> = {
  text: "mutation UpdateLatentPreset($input:UpdateLatentPresetInput!){updateLatentPreset(input:$input){__typename ...on UpdateLatentPresetSuccess{latentPreset{__typename ...PresetFields}}...Fault}}fragment PresetFields on LatentPreset{__typename id name label kind codes speed isBuiltIn bundle createdAt}fragment Fault on UserError{__typename code message path}",
};

export const blendLatentPresets: Document<types.BlendLatentPresetsMutation, types.BlendLatentPresetsMutationVariables> = {
  text: "mutation BlendLatentPresets($input:BlendLatentPresetsInput!){blendLatentPresets(input:$input){__typename ...on BlendLatentPresetsSuccess{latentPreset{__typename ...PresetFields}}...Fault}}fragment PresetFields on LatentPreset{__typename id name label kind codes speed isBuiltIn bundle createdAt}fragment Fault on UserError{__typename code message path}",
};

export const deleteLatentPreset: Document<types.DeleteLatentPresetMutation, types.DeleteLatentPresetMutationVariables> = {
  text: "mutation DeleteLatentPreset($input:DeleteLatentPresetInput!){deleteLatentPreset(input:$input){__typename ...on DeleteLatentPresetSuccess{deletedId}...Fault}}fragment Fault on UserError{__typename code message path}",
};

export const serverInfo: Document<types.ServerInfoQuery, types.ServerInfoQueryVariables> = {
  text: "query ServerInfo{serverInfo{__typename version bundle device renderer encoder limits{__typename maxUploadBytes maxPixels maxOutputBytes maxPageSize maxRenderSeconds draftsPerMinute}queue{__typename queued running}}}",
};

export const modelBundles: Document<types.ModelBundlesQuery, types.ModelBundlesQueryVariables> = {
  text: "query ModelBundles{modelBundles{__typename bundle name version checksum licence isNonCommercial motionCount appearanceCount}}",
};

export const apiKeys: Document<types.ApiKeysQuery, types.ApiKeysQueryVariables> = {
  text: "query ApiKeys($first:Int$after:String$last:Int$before:String$filter:ApiKeyFilter){apiKeys(first:$first after:$after last:$last before:$before filter:$filter){__typename nodes{__typename ...ApiKeyFields}pageInfo{__typename ...PageFields}}}fragment ApiKeyFields on ApiKey{__typename id name scope prefix createdAt lastUsedAt revokedAt animationsPerDay uploadBytesPerDay}fragment PageFields on PageInfo{__typename hasNextPage hasPreviousPage startCursor endCursor}",
};

export const createApiKey: Document<types.CreateApiKeyMutation, types.CreateApiKeyMutationVariables> = {
  text: "mutation CreateApiKey($input:CreateApiKeyInput!){createApiKey(input:$input){__typename ...on CreateApiKeySuccess{key{__typename ...ApiKeyFields}secret}...Fault}}fragment ApiKeyFields on ApiKey{__typename id name scope prefix createdAt lastUsedAt revokedAt animationsPerDay uploadBytesPerDay}fragment Fault on UserError{__typename code message path}",
};

export const revokeApiKey: Document<types.RevokeApiKeyMutation, types.RevokeApiKeyMutationVariables> = {
  text: "mutation RevokeApiKey($input:RevokeApiKeyInput!){revokeApiKey(input:$input){__typename ...on RevokeApiKeySuccess{key{__typename ...ApiKeyFields}}...Fault}}fragment ApiKeyFields on ApiKey{__typename id name scope prefix createdAt lastUsedAt revokedAt animationsPerDay uploadBytesPerDay}fragment Fault on UserError{__typename code message path}",
};

export const webhooks: Document<types.WebhooksQuery, types.WebhooksQueryVariables> = {
  text: "query Webhooks($first:Int$after:String$last:Int$before:String$filter:WebhookFilter){webhooks(first:$first after:$after last:$last before:$before filter:$filter){__typename nodes{__typename ...WebhookFields}pageInfo{__typename ...PageFields}}}fragment WebhookFields on Webhook{__typename id url events isEnabled disabledReason createdAt}fragment PageFields on PageInfo{__typename hasNextPage hasPreviousPage startCursor endCursor}",
};

export const webhookDeliveries: Document<types.WebhookDeliveriesQuery, types.WebhookDeliveriesQueryVariables> = {
  text: "query WebhookDeliveries($first:Int$after:String$last:Int$before:String$filter:WebhookDeliveryFilter){webhookDeliveries(first:$first after:$after last:$last before:$before filter:$filter){__typename nodes{__typename ...DeliveryFields webhook{__typename id}animation{__typename id}}pageInfo{__typename ...PageFields}}}fragment DeliveryFields on WebhookDelivery{__typename id messageId type status attempts createdAt lastAttemptAt responseStatus error}fragment PageFields on PageInfo{__typename hasNextPage hasPreviousPage startCursor endCursor}",
};

export const createWebhook: Document<types.CreateWebhookMutation, types.CreateWebhookMutationVariables> = {
  text: "mutation CreateWebhook($input:CreateWebhookInput!){createWebhook(input:$input){__typename ...on CreateWebhookSuccess{webhook{__typename ...WebhookFields}secret}...Fault}}fragment WebhookFields on Webhook{__typename id url events isEnabled disabledReason createdAt}fragment Fault on UserError{__typename code message path}",
};

export const updateWebhook: Document<types.UpdateWebhookMutation, types.UpdateWebhookMutationVariables> = {
  text: "mutation UpdateWebhook($input:UpdateWebhookInput!){updateWebhook(input:$input){__typename ...on UpdateWebhookSuccess{webhook{__typename ...WebhookFields}}...Fault}}fragment WebhookFields on Webhook{__typename id url events isEnabled disabledReason createdAt}fragment Fault on UserError{__typename code message path}",
};

export const rotateWebhookSecret: Document<types.RotateWebhookSecretMutation, types.RotateWebhookSecretMutationVariables> = {
  text: "mutation RotateWebhookSecret($input:RotateWebhookSecretInput!){rotateWebhookSecret(input:$input){__typename ...on RotateWebhookSecretSuccess{webhook{__typename ...WebhookFields}secret}...Fault}}fragment WebhookFields on Webhook{__typename id url events isEnabled disabledReason createdAt}fragment Fault on UserError{__typename code message path}",
};

export const testWebhook: Document<types.TestWebhookMutation, types.TestWebhookMutationVariables> = {
  text: "mutation TestWebhook($input:TestWebhookInput!){testWebhook(input:$input){__typename ...on TestWebhookSuccess{delivery{__typename ...DeliveryFields}}...Fault}}fragment DeliveryFields on WebhookDelivery{__typename id messageId type status attempts createdAt lastAttemptAt responseStatus error}fragment Fault on UserError{__typename code message path}",
};

export const redeliverWebhook: Document<types.RedeliverWebhookMutation, types.RedeliverWebhookMutationVariables> = {
  text: "mutation RedeliverWebhook($input:RedeliverWebhookInput!){redeliverWebhook(input:$input){__typename ...on RedeliverWebhookSuccess{delivery{__typename ...DeliveryFields}}...Fault}}fragment DeliveryFields on WebhookDelivery{__typename id messageId type status attempts createdAt lastAttemptAt responseStatus error}fragment Fault on UserError{__typename code message path}",
};

export const deleteWebhook: Document<types.DeleteWebhookMutation, types.DeleteWebhookMutationVariables> = {
  text: "mutation DeleteWebhook($input:DeleteWebhookInput!){deleteWebhook(input:$input){__typename ...on DeleteWebhookSuccess{deletedId}...Fault}}fragment Fault on UserError{__typename code message path}",
};
