import { Button, Flex, Typography } from '@strapi/design-system';
import { useFetchClient } from '@strapi/strapi/admin';
import { createElement as h, useCallback, useEffect, useState } from 'react';

interface Place {
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
