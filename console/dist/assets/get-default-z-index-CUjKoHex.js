const o={app:100,modal:200,popover:300,overlay:400,max:9999};function a(e){return o[e]}export{a as g};
