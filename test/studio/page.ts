import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Page } from 'playwright-core';

/** What people do in the studio, by the words and the places that they see. */
export class StudioPage {
  readonly page: Page;
  /** What the page complained of. */
  readonly faults: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.faults.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') this.faults.push(message.text());
    });
  }

  /** As a file manager does. */
  async drop(path: string): Promise<void> {
    const file = { name: basename(path), base64: (await readFile(path)).toString('base64') };
    await this.page.evaluate(({ name, base64 }) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], name, { type: 'image/jpeg' }));
      window.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    }, file);
    await this.page.getByTestId('stage').waitFor();
  }

  /** Chooses a tool by its name. */
  async choose(tool: string): Promise<void> {
    await this.page.getByRole('toolbar').getByRole('button', { name: tool }).click();
  }

  /** Drags over the picture. @param places shares of its width and height */
  async drag(...places: [number, number][]): Promise<void> {
    const box = await this.page.getByTestId('stage').boundingBox();
    if (!box) throw new Error('The picture is not there');
    const [first, ...others] = places.map(
      ([x, y]) => [box.x + x * box.width, box.y + y * box.height] as const,
    );
    await this.page.mouse.move(...first);
    await this.page.mouse.down();
    for (const place of others) await this.page.mouse.move(...place, { steps: 6 });
    await this.page.mouse.up();
  }

  /** Waits for a draft of what is said now. */
  async draft(): Promise<void> {
    // The pause before it is asked for is part of what is waited for.
    const before = await this.#draftUrl();
    await this.page.waitForFunction((url) => {
      const video = document.querySelector<HTMLVideoElement>('.frame video:last-of-type');
      return video && video.src !== url && video.readyState >= 3;
    }, before);
  }

  /** What was drawn, as the list has it. */
  marks(): Promise<string[]> {
    return this.page.locator('.marks .pick b').allTextContents();
  }

  /** How much two moments of the draft differ, in levels of grey. */
  async draftMotion(): Promise<number> {
    return this.page.evaluate(async () => {
      const video = document.querySelector<HTMLVideoElement>('.frame video:last-of-type');
      if (!video) throw new Error('There is no draft');
      const grab = async (seconds: number) => {
        video.pause();
        video.currentTime = seconds;
        await new Promise((resolve) => video.addEventListener('seeked', resolve, { once: true }));
        const canvas = new OffscreenCanvas(160, 90);
        const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
        context.drawImage(video, 0, 0, 160, 90);
        return context.getImageData(0, 0, 160, 90).data;
      };
      const [a, b] = [await grab(0.1), await grab(1.1)];
      return a.reduce((sum, value, index) => sum + Math.abs(value - b[index]), 0) / a.length;
    });
  }

  async #draftUrl(): Promise<string | null> {
    return this.page.evaluate(
      () => document.querySelector<HTMLVideoElement>('.frame video:last-of-type')?.src ?? null,
    );
  }
}
