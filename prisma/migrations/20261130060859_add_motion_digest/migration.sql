-- AlterTable
ALTER TABLE "Animation" ADD COLUMN     "motionDigest" TEXT;

-- CreateIndex
CREATE INDEX "Animation_motionDigest_idx" ON "Animation"("motionDigest");
