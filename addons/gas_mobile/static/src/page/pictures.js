const LONGEST_PX = 1600;
const QUALITY = 0.8;

/** A photo of the camera as JPEG in base64, no longer than 1600 pixels on either side. */
export async function scaledPhoto(file) {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_PX / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    return base64Of(canvas.toDataURL("image/jpeg", QUALITY));
}

export function base64Of(url) {
    return url.slice(url.indexOf(",") + 1);
}
