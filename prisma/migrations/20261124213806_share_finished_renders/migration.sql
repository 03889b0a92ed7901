-- DropIndex
DROP INDEX "Animation_posterKey_key";

-- DropIndex
DROP INDEX "Animation_videoKey_key";

-- AlterTable
ALTER TABLE "Animation" ADD COLUMN     "isReused" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "renderDigest" TEXT;

-- CreateIndex
CREATE INDEX "Animation_renderDigest_idx" ON "Animation"("renderDigest");

-- CreateIndex
CREATE INDEX "Animation_videoKey_idx" ON "Animation"("videoKey");
