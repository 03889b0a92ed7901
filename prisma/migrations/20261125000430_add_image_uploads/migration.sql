-- CreateTable
CREATE TABLE "ImageUpload" (
    "id" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "keyId" TEXT,
    "name" TEXT NOT NULL,
    "contentType" TEXT NOT NULL,
    "sizeBytes" INTEGER NOT NULL,
    "receivedAt" TIMESTAMPTZ(3),
    "storageKey" TEXT,
    "imageId" TEXT,
    "idempotencyKey" TEXT,
    "idempotencyDigest" TEXT,

    CONSTRAINT "ImageUpload_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "ImageUpload_tokenHash_key" ON "ImageUpload"("tokenHash");

-- CreateIndex
CREATE UNIQUE INDEX "ImageUpload_storageKey_key" ON "ImageUpload"("storageKey");

-- CreateIndex
CREATE UNIQUE INDEX "ImageUpload_idempotencyKey_key" ON "ImageUpload"("idempotencyKey");

-- CreateIndex
CREATE INDEX "ImageUpload_createdAt_idx" ON "ImageUpload"("createdAt");

-- CreateIndex
CREATE INDEX "ImageUpload_imageId_idx" ON "ImageUpload"("imageId");

-- AddForeignKey
ALTER TABLE "ImageUpload" ADD CONSTRAINT "ImageUpload_keyId_fkey" FOREIGN KEY ("keyId") REFERENCES "ApiKey"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ImageUpload" ADD CONSTRAINT "ImageUpload_imageId_fkey" FOREIGN KEY ("imageId") REFERENCES "Image"("id") ON DELETE CASCADE ON UPDATE CASCADE;
