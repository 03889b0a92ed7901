-- DropIndex
DROP INDEX "Animation_createdAt_id_idx";

-- DropIndex
DROP INDEX "Animation_idempotencyKey_key";

-- DropIndex
DROP INDEX "Image_createdAt_id_idx";

-- DropIndex
DROP INDEX "Image_idempotencyKey_key";

-- DropIndex
DROP INDEX "ImageUpload_idempotencyKey_key";

-- DropIndex
DROP INDEX "LatentPreset_name_key";

-- DropIndex
DROP INDEX "Webhook_createdAt_id_idx";

-- AlterTable
ALTER TABLE "Animation" ADD COLUMN     "keyId" TEXT,
ADD COLUMN     "projectId" TEXT NOT NULL DEFAULT '00000000-0000-4000-8000-000000000000';

-- AlterTable
ALTER TABLE "ApiKey" ADD COLUMN     "projectId" TEXT NOT NULL DEFAULT '00000000-0000-4000-8000-000000000000';

-- AlterTable
ALTER TABLE "Image" ADD COLUMN     "projectId" TEXT NOT NULL DEFAULT '00000000-0000-4000-8000-000000000000';

-- AlterTable
ALTER TABLE "ImageUpload" ADD COLUMN     "projectId" TEXT NOT NULL DEFAULT '00000000-0000-4000-8000-000000000000';

-- AlterTable
ALTER TABLE "LatentPreset" ADD COLUMN     "projectId" TEXT NOT NULL DEFAULT '00000000-0000-4000-8000-000000000000';

-- AlterTable
ALTER TABLE "Webhook" ADD COLUMN     "projectId" TEXT NOT NULL DEFAULT '00000000-0000-4000-8000-000000000000';

-- CreateTable
CREATE TABLE "Project" (
    "id" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "name" TEXT NOT NULL,

    CONSTRAINT "Project_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Project_name_key" ON "Project"("name");

-- All that was there before projects is the first one's.
INSERT INTO "Project" ("id", "name") VALUES ('00000000-0000-4000-8000-000000000000', 'default');

-- CreateIndex
CREATE INDEX "Animation_projectId_createdAt_id_idx" ON "Animation"("projectId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "Animation_projectId_status_priority_turn_idx" ON "Animation"("projectId", "status", "priority", "turn");

-- CreateIndex
CREATE INDEX "Animation_keyId_status_idx" ON "Animation"("keyId", "status");

-- CreateIndex
CREATE INDEX "Animation_posterKey_idx" ON "Animation"("posterKey");

-- CreateIndex
CREATE UNIQUE INDEX "Animation_projectId_idempotencyKey_key" ON "Animation"("projectId", "idempotencyKey");

-- CreateIndex
CREATE INDEX "ApiKey_projectId_createdAt_id_idx" ON "ApiKey"("projectId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "Image_projectId_createdAt_id_idx" ON "Image"("projectId", "createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Image_projectId_idempotencyKey_key" ON "Image"("projectId", "idempotencyKey");

-- CreateIndex
CREATE UNIQUE INDEX "ImageUpload_projectId_idempotencyKey_key" ON "ImageUpload"("projectId", "idempotencyKey");

-- CreateIndex
CREATE UNIQUE INDEX "LatentPreset_projectId_name_key" ON "LatentPreset"("projectId", "name");

-- CreateIndex
CREATE INDEX "Webhook_projectId_createdAt_id_idx" ON "Webhook"("projectId", "createdAt", "id");

-- AddForeignKey
ALTER TABLE "Image" ADD CONSTRAINT "Image_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ImageUpload" ADD CONSTRAINT "ImageUpload_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LatentPreset" ADD CONSTRAINT "LatentPreset_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Animation" ADD CONSTRAINT "Animation_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Animation" ADD CONSTRAINT "Animation_keyId_fkey" FOREIGN KEY ("keyId") REFERENCES "ApiKey"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ApiKey" ADD CONSTRAINT "ApiKey_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Webhook" ADD CONSTRAINT "Webhook_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
