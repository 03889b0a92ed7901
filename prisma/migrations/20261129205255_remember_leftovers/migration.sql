-- AlterTable
ALTER TABLE "Webhook" ADD COLUMN     "failuresInTurn" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "pausedUntil" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "FileToRemove" (
    "key" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "FileToRemove_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "FileToRemove_since_idx" ON "FileToRemove"("since");

-- CreateIndex
CREATE INDEX "AnimationEvent_with_preview" ON "AnimationEvent"("animationId") WHERE "preview" IS NOT NULL;
