/** Provinces as they are written before a city, with and without their suffix. */
export const PROVINCES =
  '北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门'.split(
    '|',
  )

/** Cities that are often written without 市. */
export const CITIES =
  '广州|深圳|杭州|南京|苏州|成都|武汉|西安|郑州|长沙|青岛|济南|大连|沈阳|宁波|厦门|福州|合肥|南昌|昆明|贵阳|南宁|海口|石家庄|太原|兰州|西宁|银川|乌鲁木齐|拉萨|呼和浩特|长春|哈尔滨|无锡|常州|南通|徐州|扬州|温州|嘉兴|绍兴|金华|台州|东莞|佛山|珠海|中山|惠州|汕头|泉州|漳州|莆田|洛阳|烟台|潍坊|临沂|唐山|保定|邯郸|廊坊|宜昌|襄阳|株洲|湘潭|岳阳|桂林|柳州|绵阳|德阳|遵义|芜湖|赣州|三亚|义乌|昆山'.split(
    '|',
  )

export const ADMINISTRATIVE_PLACE = new RegExp(`(?:${[...PROVINCES, ...CITIES].join('|')})`, 'g')
