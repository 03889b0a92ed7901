-- CreateEnum
CREATE TYPE "LatentPresetKind" AS ENUM ('MOTION', 'APPEARANCE');

-- CreateEnum
CREATE TYPE "AnimationStatus" AS ENUM ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELED');

-- CreateEnum
CREATE TYPE "AnimationStage" AS ENUM ('DECODING', 'PREDICTING_MOTION', 'PREDICTING_APPEARANCE', 'RENDERING', 'FINISHING');

-- CreateEnum
CREATE TYPE "AnimationEventType" AS ENUM ('QUEUE_POSITION', 'STAGE', 'FRAME', 'ENDED');

-- CreateTable
CREATE TABLE "Image" (
    "id" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "name" TEXT NOT NULL,
    "contentType" TEXT NOT NULL,
    "sizeBytes" INTEGER NOT NULL,
    "widthPixels" INTEGER NOT NULL,
    "heightPixels" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "storageKey" TEXT NOT NULL,

    CONSTRAINT "Image_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LatentPreset" (
    "id" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "name" TEXT NOT NULL,
    "kind" "LatentPresetKind" NOT NULL,
    "label" TEXT NOT NULL,
    "codes" JSONB NOT NULL,
    "isBuiltIn" BOOLEAN NOT NULL DEFAULT false,
    "bundle" TEXT NOT NULL,

    CONSTRAINT "LatentPreset_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Animation" (
    "id" TEXT NOT NULL,
    "imageId" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),
    "queueNumber" SERIAL NOT NULL,
    "status" "AnimationStatus" NOT NULL DEFAULT 'QUEUED',
    "stage" "AnimationStage",
    "framesDone" INTEGER NOT NULL DEFAULT 0,
    "framesTotal" INTEGER NOT NULL,
    "settings" JSONB NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "crashes" INTEGER NOT NULL DEFAULT 0,
    "device" TEXT,
    "bundle" TEXT,
    "report" JSONB,
    "videoKey" TEXT,
    "videoBytes" INTEGER,
    "posterKey" TEXT,
    "posterBytes" INTEGER,
    "failureCode" TEXT,
    "failureMessage" TEXT,
    "failureIsRetryable" BOOLEAN,
    "cancelRequestedAt" TIMESTAMPTZ(3),
    "lastSequence" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "Animation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AnimationEvent" (
    "animationId" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "type" "AnimationEventType" NOT NULL,
    "payload" JSONB NOT NULL,
    "preview" BYTEA,

    CONSTRAINT "AnimationEvent_pkey" PRIMARY KEY ("animationId","sequence")
);

-- CreateIndex
CREATE UNIQUE INDEX "Image_storageKey_key" ON "Image"("storageKey");

-- CreateIndex
CREATE INDEX "Image_createdAt_id_idx" ON "Image"("createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "LatentPreset_name_key" ON "LatentPreset"("name");

-- CreateIndex
CREATE INDEX "LatentPreset_kind_name_idx" ON "LatentPreset"("kind", "name");

-- CreateIndex
CREATE UNIQUE INDEX "Animation_queueNumber_key" ON "Animation"("queueNumber");

-- CreateIndex
CREATE UNIQUE INDEX "Animation_videoKey_key" ON "Animation"("videoKey");

-- CreateIndex
CREATE UNIQUE INDEX "Animation_posterKey_key" ON "Animation"("posterKey");

-- CreateIndex
CREATE INDEX "Animation_createdAt_id_idx" ON "Animation"("createdAt", "id");

-- CreateIndex
CREATE INDEX "Animation_imageId_idx" ON "Animation"("imageId");

-- CreateIndex
CREATE INDEX "Animation_finishedAt_idx" ON "Animation"("finishedAt");

-- CreateIndex
CREATE INDEX "Animation_status_queueNumber_idx" ON "Animation"("status", "queueNumber");

-- AddForeignKey
ALTER TABLE "Animation" ADD CONSTRAINT "Animation_imageId_fkey" FOREIGN KEY ("imageId") REFERENCES "Image"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AnimationEvent" ADD CONSTRAINT "AnimationEvent_animationId_fkey" FOREIGN KEY ("animationId") REFERENCES "Animation"("id") ON DELETE CASCADE ON UPDATE CASCADE;
