-- AlterTable
ALTER TABLE "Animation" ADD COLUMN     "motionDigest" TEXT;

-- AlterTable
ALTER TABLE "LatentPreset" ADD COLUMN     "looks" JSONB,
ADD COLUMN     "speed" DOUBLE PRECISION;

-- CreateIndex
CREATE INDEX "Animation_motionDigest_idx" ON "Animation"("motionDigest");
