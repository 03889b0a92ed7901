import { type Device, devices } from '../devices.ts';

/** Number of nodes that a device runs, by operator. */
export type NodeCounts = ReadonlyMap<string, number>;
/** The nodes of a graph by the device that runs them. */
export type Placements = ReadonlyMap<Device, NodeCounts>;

const providers: Record<string, Device> = {
  CPUExecutionProvider: 'cpu',
  CUDAExecutionProvider: 'cuda',
  WebGpuExecutionProvider: 'webgpu',
};

/** Copies between devices, which ONNX Runtime inserts, are not part of the graph. */
const copies = /^Memcpy/;

/** An entry of ONNX Runtime's profile; a node has one of this kind per run. */
interface ProfileEntry {
  cat?: string;
  name?: string;
  args?: { op_name?: string; provider?: string };
}

/**
 * Reads from the profile of one run which device ran each node.
 * @throws Error if the text is not a profile, or contains an unknown execution provider
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

/** Number of nodes that `device` runs; without a device, of all nodes. */
export function countNodes(placements: Placements, device?: Device): number {
  const counted = device ? [device] : devices;
  return counted
    .flatMap((one) => [...(placements.get(one)?.values() ?? [])])
    .reduce((sum, count) => sum + count, 0);
}

/** Such as `378 of 380 nodes, the CPU the others: Pad 2`, most frequent first. */
export function describePlacements(placements: Placements, device: Device): string {
  const all = countNodes(placements);
  const others = [...(placements.get('cpu') ?? [])].sort(([, a], [, b]) => b - a);
  if (device === 'cpu' || others.length === 0) return `all ${all} nodes`;
  const list = others.map(([operator, count]) => `${operator} ${count}`).join(', ');
  return `${countNodes(placements, device)} of ${all} nodes, the CPU the others: ${list}`;
}
