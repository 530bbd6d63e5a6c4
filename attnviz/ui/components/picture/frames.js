// Hands a picture's frames over to it; it may have been mounted before or come later.

class Frames {
  update(bytes) {
    if (this.bytes === bytes) return;
    this.bytes = bytes;
    const { key, version, frames } = unpack(bytes);
    FRAMES.set(key, { version, frames });
    window.dispatchEvent(new CustomEvent(FRAMES_CAME, { detail: key }));
  }

  follow() {}

  stop() {}
}

export default mounted(Frames);
