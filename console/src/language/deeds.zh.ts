import type { deeds as english } from './deeds.en.ts'

export const deeds: typeof english = {
  confirmed: '确认执行',
  cancel: '取消',
  notDone: '部分操作未完成',
  typeToConfirm: word => `请输入 ${word} 以确认`,
}
