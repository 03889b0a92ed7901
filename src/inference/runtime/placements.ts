import { type Device, devices } from '../devices.ts';

/** Nodes that one device runs, by their operator. */
export type NodeCounts = ReadonlyMap<string, number>;
/** Which device runs which nodes of a graph. */
export type Placements = ReadonlyMap<Device, NodeCounts>;

const providers: Record<string, Device> = {
  CPUExecutionProvider: 'cpu',
  CUDAExecutionProvider: 'cuda',
  WebGpuExecutionProvider: 'webgpu',
};

/** What ONNX Runtime puts between nodes on two devices is none of the graph's own. */
const copies = /^Memcpy/;

/** One entry of the file that ONNX Runtime writes when it profiles; a node has one of this kind per run. */
interface ProfileEntry {
  cat?: string;
  name?: string;
  args?: { op_name?: string; provider?: string };
}

/**
 * Reads from a profile of one run where its nodes were run.
 * @throws Error for a text that is no profile, or names an execution provider that is not ours
 */
export function readPlacements(profile: string): Placements {
  const placements = new Map<Device, Map<string, number>>();
  for (const { cat, name, args } of JSON.parse(profile) as ProfileEntry[]) {
    if (cat !== 'Node' || !name?.endsWith('_kernel_time')) continue;
    if (args?.op_name && copies.test(args.op_name)) continue;
    const device = providers[args?.provider ?? ''];
    if (!device || !args?.op_name)
      throw new Error(`Expected a provider of ours to run ${name}, not ${args?.provider}`);
    const counts = placements.get(device) ?? new Map<string, number>();
    placements.set(device, counts.set(args.op_name, (counts.get(args.op_name) ?? 0) + 1));
  }
  return placements;
}

/** Nodes that `device` runs; without one, all. */
export function countNodes(placements: Placements, device?: Device): number {
  const counted = device ? [device] : devices;
  return counted
    .flatMap((one) => [...(placements.get(one)?.values() ?? [])])
    .reduce((sum, count) => sum + count, 0);
}

/** Such as `378 of 380 nodes, the CPU the others: Pad 2`, the most frequent first. */
export function describePlacements(placements: Placements, device: Device): string {
  const all = countNodes(placements);
  const others = [...(placements.get('cpu') ?? [])].sort(([, a], [, b]) => b - a);
  if (device === 'cpu' || others.length === 0) return `all ${all} nodes`;
  const list = others.map(([operator, count]) => `${operator} ${count}`).join(', ');
  return `${countNodes(placements, device)} of ${all} nodes, the CPU the others: ${list}`;
}
