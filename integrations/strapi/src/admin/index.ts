import { LivingPhotoPanel } from './panel.ts';

interface App {
  registerPlugin(plugin: { id: string; name: string }): void;
  getPlugin(name: string): { apis: { addEditViewSidePanel(panels: unknown[]): void } };
}

// biome-ignore lint/style/noDefaultExport: Strapi asks for it.
export default {
  register(app: App): void {
    app.registerPlugin({ id: 'driftscape', name: 'Driftscape' });
  },
  bootstrap(app: App): void {
    app.getPlugin('content-manager').apis.addEditViewSidePanel([LivingPhotoPanel]);
  },
};
