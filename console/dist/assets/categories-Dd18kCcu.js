const E=["NAME","ADDRESS","EMAIL","PHONE","TAX_ID","DELIVERY","NOTE"];export{E as c};
