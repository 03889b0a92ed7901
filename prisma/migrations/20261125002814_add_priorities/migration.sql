-- DropIndex
DROP INDEX "Animation_status_queueNumber_idx";

-- AlterTable
ALTER TABLE "Animation" ADD COLUMN     "priority" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "videoPixels" DOUBLE PRECISION NOT NULL DEFAULT 0;

-- CreateIndex
CREATE INDEX "Animation_status_priority_queueNumber_idx" ON "Animation"("status", "priority" DESC, "queueNumber");
