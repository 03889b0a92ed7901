/** The block in the editor: selecting a photo requests its video. */
(({ apiFetch, blocks, blockEditor, components, element, serverSideRender }) => {
  const { createElement: h, useEffect, useState } = element;
  const { BlockControls, MediaPlaceholder, MediaReplaceFlow, useBlockProps } = blockEditor;

  function Edit({ attributes: { id }, setAttributes }) {
    const [state, setState] = useState(null);
    const [problem, setProblem] = useState('');
    const look = () =>
      apiFetch({ path: `/wp/v2/media/${id}?context=edit` }).then((photo) => setState(photo.driftscape));
    useEffect(() => {
      if (!id) return undefined;
      look().catch(() => undefined);
      const timer = setInterval(() => look().catch(() => undefined), 5_000);
      return () => clearInterval(timer);
    }, [id]);

    const choose = async (photo) => {
      // During an upload, the photo is reported once before it has an id.
      if (!photo.id) return;
      setAttributes({ id: photo.id });
      setProblem('');
      try {
        await apiFetch({
          path: `/wp/v2/media/${photo.id}`,
          method: 'POST',
          data: { meta: { driftscape_animate: true } },
        });
      } catch ({ message }) {
        setProblem(message);
      }
    };
    const props = { allowedTypes: ['image'], accept: 'image/*', onSelect: choose };
    if (!id) {
      const labels = {
        title: 'Living photo',
        instructions: 'Choose a landscape photo. Driftscape makes a looping video of it.',
      };
      return h('div', useBlockProps(), h(MediaPlaceholder, { ...props, labels }));
    }
    const isDone = state?.status === 'succeeded';
    return h(
      'div',
      useBlockProps(),
      h(BlockControls, { group: 'other' }, h(MediaReplaceFlow, { ...props, mediaId: id })),
      h(serverSideRender, {
        block: 'driftscape/living-photo',
        attributes: { id },
        urlQueryArgs: { made: isDone },
      }),
      problem && h(components.Notice, { status: 'error', isDismissible: false }, problem),
      !isDone && state?.words && h(components.Notice, { status: 'info', isDismissible: false }, state.words),
    );
  }

  blocks.registerBlockType('driftscape/living-photo', { edit: Edit, save: () => null });
})(window.wp);
