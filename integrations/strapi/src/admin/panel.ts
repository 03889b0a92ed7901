import { Button, Flex, Typography } from '@strapi/design-system';
import {
  unstable_useDocument as useDocument,
  useFetchClient,
  useForm,
  useQueryParams,
} from '@strapi/strapi/admin';
import { createElement as h, useCallback, useEffect, useMemo, useState } from 'react';

interface Place {
  collectionType: string;
  model: string;
  documentId?: string;
  document?: { locale?: string | null };
}

interface State {
  status: string;
  words: string;
}

/** Next to an entry: the status of its photo's animation in words, and a button if it failed. */
export function LivingPhotoPanel(place: Place) {
  const { model, documentId, document } = place;
  const [state, setState] = useState<State | null>(null);
  const { get, post } = useFetchClient();
  const locale = document?.locale;
  const path = `/driftscape/states/${model}/${documentId}`;
  const query = locale ? `?locale=${locale}` : '';

  const look = useCallback(async () => {
    if (!documentId) return;
    const { data } = await get<{ data: State | null }>(path + query);
    setState(data.data);
  }, [documentId, path, query, get]);

  useEffect(() => {
    const quietly = () => look().catch(() => undefined);
    quietly();
    const timer = setInterval(quietly, 5_000);
    return () => clearInterval(timer);
  }, [look]);

  const refetch = useRefetch(place);
  const isModified = useForm('LivingPhotoPanel', ({ modified }) => modified);
  const isReady = state?.status === 'succeeded';
  useEffect(() => {
    // Shows the new files in the form, unless that would discard what the editor has not saved yet.
    if (isReady && !isModified) refetch();
  }, [isReady, isModified, refetch]);

  if (!state) return null;
  const retry = async () => {
    await post(`${path}/retry${query}`);
    await look();
  };
  const hasFailed = state.status === 'failed' || state.status === 'canceled';
  return {
    title: 'Living photo',
    content: h(
      Flex,
      { direction: 'column', alignItems: 'stretch', gap: 3 },
      h(Typography, { role: 'status' }, state.words),
      hasFailed && h(Button, { variant: 'secondary', onClick: retry }, 'Try again'),
    ),
  };
}

/** @returns a function that loads the entry of the form again */
function useRefetch({ collectionType, model, documentId }: Place): () => void {
  const [{ query }] = useQueryParams<{ plugins?: Record<string, object> }>();
  // As the form requests it: the parameters of plugins, such as `locale`, beside the others.
  const params = useMemo(() => {
    const { plugins = {}, ...rest } = query ?? {};
    return Object.assign(rest, ...Object.values(plugins));
  }, [query]);
  const { refetch } = useDocument({ collectionType, model, documentId, params }, { skip: !documentId });
  return refetch;
}
