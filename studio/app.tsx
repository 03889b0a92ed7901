import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { isKeyRejected } from './api/key.ts';
import { Stage } from './canvas/stage.tsx';
import { acceptDroppedPhotos, DropZone } from './controls/drop-zone.tsx';
import { FoundList } from './controls/found-list.tsx';
import { Header } from './controls/header.tsx';
import { KeyForm } from './controls/key-form.tsx';
import { LightPanel } from './controls/light-panel.tsx';
import { LoopPanel } from './controls/loop-panel.tsx';
import { MarkList } from './controls/mark-list.tsx';
import { MotionPanel } from './controls/motion-panel.tsx';
import { Section } from './controls/parts.tsx';
import { RenderBar } from './controls/render-bar.tsx';
import { ResultDialog } from './controls/result-dialog.tsx';
import { StatusBar } from './controls/status-bar.tsx';
import { Toolbar, ToolOptions, toolOfKey } from './controls/toolbar.tsx';
import { listenForShortcuts } from './shortcuts.ts';
import { notice } from './state/notice.ts';
import { photo, reopenPhoto } from './state/photo.ts';
import { loadPresets } from './state/presets.ts';

async function enter(): Promise<void> {
  if (await loadPresets()) await reopenPhoto();
}

export function App() {
  useEffect(() => {
    enter();
    const stopDropping = acceptDroppedPhotos();
    const stopShortcuts = listenForShortcuts(toolOfKey);
    return () => {
      stopDropping();
      stopShortcuts();
    };
  }, []);
  return (
    <>
      <Header />
      <Page />
    </>
  );
}

function Page() {
  if (!isKeyRejected.value && photo.value) return <Workspace />;
  return <Start>{isKeyRejected.value ? <KeyForm onKey={enter} /> : <DropZone />}</Start>;
}

function Start({ children }: { children: ComponentChildren }) {
  return (
    <main class="start">
      {children}
      {notice.value && (
        <p class={notice.value.isFault ? 'notice fault' : 'notice'} role="alert">
          {notice.value.text}
        </p>
      )}
    </main>
  );
}

/** The picture, the tools and the panels. */
function Workspace() {
  return (
    <>
      <main class="table">
        <div class="work">
          <Toolbar />
          <section class="picture-side" aria-label="Picture">
            <ToolOptions />
            {photo.value && <Stage key={photo.value.id} photo={photo.value} />}
            <StatusBar />
          </section>
        </div>
        <aside class="panels" aria-label="Settings">
          <div class="scroll">
            <Section title="In the photo">
              <FoundList />
            </Section>
            <Section title="By hand">
              <MarkList />
            </Section>
            <Section title="Motion">
              <MotionPanel />
            </Section>
            <Section title="Light">
              <LightPanel />
            </Section>
            <Section title="Loop and camera">
              <LoopPanel />
            </Section>
          </div>
          <RenderBar />
        </aside>
      </main>
      <ResultDialog />
    </>
  );
}
