import { type DriftscapeClient, operations } from '@driftscape/client';
import type { Endpoint } from 'payload';
import { messageOf } from '../driftscape.ts';
import type { Choice } from '../panel/state.ts';

/** `GET /api/driftscape/presets`: the motions and lights offered to editors. */
export function presetsEndpoint(client: DriftscapeClient): Endpoint {
  return {
    path: '/driftscape/presets',
    method: 'get',
    handler: async ({ user }) => {
      if (!user) return Response.json({ message: 'Log in first.' }, { status: 401 });
      try {
        const [motions, lights] = await Promise.all([
          client.request(operations.motions, { first: 100 }),
          client.request(operations.looks, { first: 50 }),
        ]);
        return Response.json({
          motions: motions.latentPresets.nodes.map(choiceOf),
          lights: lights.latentPresets.nodes.filter(({ look }) => look !== null).map(choiceOf),
        });
      } catch (error) {
        return Response.json({ message: messageOf(error) }, { status: 502 });
      }
    },
  };
}

const choiceOf = ({ name, label }: { name: string; label: string | null }): Choice => ({
  name,
  label: label ?? name,
});
