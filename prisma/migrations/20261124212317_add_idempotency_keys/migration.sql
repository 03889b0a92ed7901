-- AlterTable
ALTER TABLE "Animation" ADD COLUMN     "idempotencyDigest" TEXT,
ADD COLUMN     "idempotencyKey" TEXT;

-- AlterTable
ALTER TABLE "Image" ADD COLUMN     "idempotencyDigest" TEXT,
ADD COLUMN     "idempotencyKey" TEXT;

-- CreateIndex
CREATE UNIQUE INDEX "Animation_idempotencyKey_key" ON "Animation"("idempotencyKey");

-- CreateIndex
CREATE UNIQUE INDEX "Image_idempotencyKey_key" ON "Image"("idempotencyKey");
