-- CreateTable
CREATE TABLE "StorageIdentity" (
    "place" INTEGER NOT NULL DEFAULT 1,
    "identity" TEXT NOT NULL,

    CONSTRAINT "StorageIdentity_pkey" PRIMARY KEY ("place")
);
