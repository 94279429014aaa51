// «Use where I am now»: the spot goes into the form, and nowhere else until the form is sent.
const button = document.getElementById("here");
const said = document.getElementById("here-said");

if (button && said && "geolocation" in navigator) {
  button.hidden = false;
  button.addEventListener("click", () => {
    said.textContent = "Looking …";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        document.getElementById("lat").value = coords.latitude.toFixed(4);
        document.getElementById("lon").value = coords.longitude.toFixed(4);
        said.textContent = "Filled in below. Nothing is sent before you press «Hide it».";
      },
      () => { said.textContent = "Your browser did not tell. Write latitude and longitude yourself."; },
      { enableHighAccuracy: true, timeout: 10000 },
    );
  });
}
