-- CreateTable
CREATE TABLE "AnimationPicture" (
    "animationId" TEXT NOT NULL,
    "imageId" TEXT NOT NULL,

    CONSTRAINT "AnimationPicture_pkey" PRIMARY KEY ("animationId","imageId")
);

-- CreateIndex
CREATE INDEX "AnimationPicture_imageId_idx" ON "AnimationPicture"("imageId");

-- AddForeignKey
ALTER TABLE "AnimationPicture" ADD CONSTRAINT "AnimationPicture_animationId_fkey" FOREIGN KEY ("animationId") REFERENCES "Animation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AnimationPicture" ADD CONSTRAINT "AnimationPicture_imageId_fkey" FOREIGN KEY ("imageId") REFERENCES "Image"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
