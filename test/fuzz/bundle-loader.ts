import { UserError } from '../../src/errors.ts';
import { loadBundle } from '../../src/inference/bundle/bundle.ts';

// A process that loads the bundles it is told of, as the engine does. ONNX Runtime may take it along.
process.on('message', async (directory: string) => {
  const outcome = await loadBundle(directory, { device: 'cpu', threads: 1 }).then(
    async (bundle) => {
      await bundle.close();
      return { code: 'LOADED' };
    },
    (error) => ({
      code: error instanceof UserError ? error.code : 'UNEXPECTED',
      message: String(error?.stack ?? error),
    }),
  );
  process.send?.(outcome);
});
process.on('disconnect', () => process.exit());
