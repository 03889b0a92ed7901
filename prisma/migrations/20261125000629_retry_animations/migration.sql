-- AlterTable
ALTER TABLE "Animation" RENAME COLUMN "crashes" TO "faults";
ALTER TABLE "Animation" ADD COLUMN     "nextAttemptAt" TIMESTAMPTZ(3),
ADD COLUMN     "retryOfId" TEXT;

-- CreateIndex
CREATE INDEX "Animation_retryOfId_idx" ON "Animation"("retryOfId");

-- AddForeignKey
ALTER TABLE "Animation" ADD CONSTRAINT "Animation_retryOfId_fkey" FOREIGN KEY ("retryOfId") REFERENCES "Animation"("id") ON DELETE SET NULL ON UPDATE CASCADE;
